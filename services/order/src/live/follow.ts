import type { Call } from '@sippy/kit/call';
import type { Event } from '@sippy/kit/events';
import { invalidField } from '@sippy/kit/refusal';
import { cafeScope } from '@sippy/kit/scope';
import type { Order } from '@sippy/proto/order/v1/order';
import type { KitchenSubscription, Subscription } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { orderMessage } from '../messages/answers.ts';
import { reachOrder } from '../steps/reach-order.ts';
import { listOrders, orderKey } from '../store/read-orders.ts';

const OPEN = ['CREATED', 'PENDING', 'PREPARING', 'READY'] as const;
const SNAPSHOT_PAGE = 200;
/** Versions that are remembered as sent; beyond, the oldest are forgotten and may be sent twice, which clients ignore. */
const MAX_SENT = 200;

/** What one client follows. */
export interface Following {
  readonly cafeIds: ReadonlySet<string>;
  readonly orderIds: ReadonlySet<string>;
  /** By café. */
  readonly kitchens: ReadonlyMap<string, KitchenSubscription>;
  /** Whether the client may still see an order: it may have been given to another customer. */
  allows(order: Order): boolean;
}

/** Checks that the caller may follow each of the things. Refuses with NOT_FOUND or PERMISSION_DENIED. */
export async function authoriseFollowing(
  ctx: OrderContext,
  subscriptions: readonly Subscription[],
  call: Call,
): Promise<Following> {
  const cafeIds = new Set<string>();
  const orderIds = new Set<string>();
  const kitchens = new Map<string, KitchenSubscription>();
  for (const [i, { subject }] of subscriptions.entries()) {
    if (!subject?.value) throw invalidField(`subscriptions[${i}]`, 'must name a café, an order or a kitchen');
    if (subject.$case === 'cafeId') {
      call.authoriseCafe(subject.value, 'order.read');
      cafeIds.add(subject.value);
    } else if (subject.$case === 'kitchen') {
      call.authoriseCafe(subject.value.cafeId, 'kitchen.read');
      kitchens.set(subject.value.cafeId, subject.value);
    } else {
      await reachOrder(ctx, call, subject.value);
      orderIds.add(subject.value);
    }
  }
  const allows = (order: Order) =>
    call.can('order.read', order.cafeId) ||
    (order.customerId !== '' && order.customerId === call.principal.customerId);
  return { cafeIds, orderIds, kitchens, allows };
}

/** Every followed order as it is now: of a café those that are open. */
export async function* snapshot(ctx: OrderContext, following: Following, call: Call): AsyncGenerator<Order> {
  for (const orderId of following.orderIds) yield orderMessage(await reachOrder(ctx, call, orderId));
  for (const cafeId of following.cafeIds) {
    let after: [Date, string] | undefined;
    do {
      const page = { size: SNAPSHOT_PAGE, after };
      const rows = await listOrders(ctx.db, cafeScope(cafeId), { cafeId, statuses: OPEN }, page);
      const orders = rows.slice(0, SNAPSHOT_PAGE);
      yield* orders.map(orderMessage);
      const last = orders.at(-1);
      after = rows.length > SNAPSHOT_PAGE && last ? orderKey(last) : undefined;
    } while (after);
  }
}

/** Which version of which order has been sent to one client. */
export function sentVersions(): {
  isNews(order: Order): boolean;
  wants(id: string, version: bigint): boolean;
} {
  const sent = new Map<string, bigint>();
  return {
    wants: (id, version) => version > (sent.get(id) ?? 0n),
    isNews(order) {
      if (order.version <= (sent.get(order.orderId) ?? 0n)) return false;
      sent.delete(order.orderId);
      sent.set(order.orderId, order.version);
      if (sent.size > MAX_SENT) sent.delete(sent.keys().next().value ?? '');
      return true;
    },
  };
}

/** Orders that events changed, with their newest versions, as far as they are followed. */
export function changedOrders(events: readonly Event[], following: Following): Map<string, bigint> {
  const changed = new Map<string, bigint>();
  for (const { aggregateType, aggregateId, aggregateVersion, cafeId } of events) {
    if (aggregateType !== 'order') continue;
    if (!following.cafeIds.has(cafeId) && !following.orderIds.has(aggregateId)) continue;
    if (aggregateVersion > (changed.get(aggregateId) ?? 0n)) changed.set(aggregateId, aggregateVersion);
  }
  return changed;
}
