import type { Transaction } from '@sippy/kit/db';
import type { Consumer, Event } from '@sippy/kit/events';
import { newId } from '@sippy/kit/ids';
import { concerns, followOrder, type OrderNews } from '../domain/follow-order.ts';
import type { Changed, KitchenOrder } from '../domain/kitchen.ts';
import { routing } from '../domain/routing.ts';
import { newsOf, orderEventTypes } from '../messages/order-news.ts';
import { addOrders, holdOrders, keepChanges, keepOrders } from '../store/orders.ts';
import { stationsOf } from '../store/stations.ts';

/** Follows orders: fires what is new, takes back what is gone. Order and repetition of events do not matter. */
export function onOrder(): Consumer {
  return {
    name: 'kitchen-orders',
    stream: 'order',
    types: orderEventTypes,
    apply: followOrders,
  };
}

async function followOrders(tx: Transaction, events: readonly Event[]): Promise<void> {
  const news = byOrder(events);
  if (news.size === 0) return;
  const known = await holdOrders(tx, [...news.keys()]);
  for (const [id, all] of news) if (!known.has(id) && !all.some(concerns)) news.delete(id);
  if (news.size === 0) return;
  const stationOf = await routes(tx, [...news.values()]);
  const follow = (before: KitchenOrder | undefined, all: readonly OrderNews[]) =>
    fold(before, all, stationOf);

  const fresh = [...news].filter(([id]) => !known.has(id)).map(([, all]) => follow(undefined, all));
  const raced = await addOrders(
    tx,
    fresh.flatMap((each) => each?.order ?? []),
  );
  const others = await (raced.length > 0 ? holdOrders(tx, raced) : new Map<string, KitchenOrder>());
  const held = [...known, ...others].map(([id, order]) => follow(order, news.get(id) ?? []));

  const added = fresh.filter((each) => each && !raced.includes(each.order.orderId));
  await keepOrders(
    tx,
    held.flatMap((each) => each?.order ?? []),
  );
  await keepChanges(
    tx,
    [...added, ...held].flatMap((each) => each ?? []),
  );
}

/** The news of each order, oldest first, in the order of the orders' ids. */
function byOrder(events: readonly Event[]): Map<string, OrderNews[]> {
  const news = events
    .flatMap((event) => newsOf(event) ?? [])
    .sort((a, b) => (a.orderId < b.orderId ? -1 : a.orderId > b.orderId ? 1 : Number(a.version - b.version)));
  return Map.groupBy(news, (each) => each.orderId);
}

/** All news of one order at once: a ticket that changes twice is told of once. */
function fold(
  before: KitchenOrder | undefined,
  all: readonly OrderNews[],
  stationOf: (cafeId: string, categoryId: string) => string,
): Changed | undefined {
  let order = before;
  const changes = new Map<string, Changed['changes'][number]>();
  for (const news of all) {
    if (!order && !concerns(news)) continue;
    const by = { newId, stationOf: (categoryId: string) => stationOf(news.cafeId, categoryId) };
    const changed = followOrder(order, news, by);
    if (!changed) continue;
    order = changed.order;
    for (const change of changed.changes) {
      const earlier = changes.get(change.ticket.ticketId);
      const reopened = change.ticket.status === 'OPEN' && (change.reopened || earlier?.reopened === true);
      changes.set(change.ticket.ticketId, { ...change, reopened });
    }
  }
  if (!order || order === before) return undefined;
  return { order, changes: [...changes.values()] };
}

async function routes(
  tx: Transaction,
  news: readonly (readonly OrderNews[])[],
): Promise<(cafeId: string, categoryId: string) => string> {
  const cafes = new Map(
    news.flat().map(({ cafeId, organisationId }) => [cafeId, { cafeId, organisationId }]),
  );
  const stations = await stationsOf(tx, [...cafes.values()]);
  const byCafe = new Map([...cafes.keys()].map((cafeId) => [cafeId, routing(stations.get(cafeId) ?? [])]));
  return (cafeId, categoryId) => {
    const route = byCafe.get(cafeId);
    if (!route) throw new Error('an order belongs to two cafés');
    return route(categoryId);
  };
}
