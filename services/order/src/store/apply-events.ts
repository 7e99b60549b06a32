import { statement } from '@sippy/kit/db';
import type { Event } from '@sippy/kit/events';
import type { Transaction } from '@sippy/kit/transaction';
import type { Changed } from '../domain/change.ts';
import type { Order } from '../domain/order.ts';
import { orderEvent } from '../messages/facts.ts';
import { releaseSql } from './holds.ts';
import type { KnownOrders } from './known-orders.ts';
import { MUTABLE, mutableParams, orderOf } from './order-rows.ts';
import { ordersSql } from './read-orders.ts';

const lock = statement<{ order_id: string; xmin: string }>(
  'order_lock',
  'select order_id, xmin::text as xmin from "order" where order_id = any ($1::uuid[]) order by order_id for update',
);

/** Locks orders in the order of their ids, and reads them as they are then. */
export async function lockOrders(
  tx: Transaction,
  known: KnownOrders,
  orderIds: readonly string[],
): Promise<Map<string, Order>> {
  if (orderIds.length === 0) return new Map();
  const orders = new Map<string, Order>();
  const unknown: string[] = [];
  for (const { order_id: orderId, xmin } of await tx.query(lock, [orderIds])) {
    const order = known.at(orderId, xmin);
    if (order) orders.set(orderId, order);
    else unknown.push(orderId);
  }
  if (unknown.length > 0)
    for (const row of await tx.query(ordersSql, [unknown])) orders.set(row.order_id, orderOf(row));
  return orders;
}

const HEARD = [
  ...MUTABLE,
  { name: 'standing_version', type: 'bigint' },
  { name: 'kitchen_version', type: 'bigint' },
];
const fromEnded = 'array(select jsonb_array_elements_text(c.ended))';

const save = statement<{ order_id: string; xmin: string }>(
  'order_save_many',
  `update "order" o set ${HEARD.map(({ name }) => `${name} = c.${name}`).join(', ')}, ${releaseSql(fromEnded)}
  from unnest($1::uuid[], $2::jsonb[], ${HEARD.map(({ type }, i) => `$${3 + i}::${type}[]`).join(', ')})
    as c(order_id, ended, ${HEARD.map(({ name }) => name).join(', ')})
  where o.order_id = c.order_id returning o.order_id, pg_current_xact_id()::xid::text as xmin`,
);

/** A change of a locked order, the event that led to it, and the payments that have ended with it. */
export interface Heard {
  readonly changed: Changed;
  readonly cause: Event;
  readonly ended?: readonly string[];
}

/** Writes changes of locked orders that leave their lines as they are, with an event each. */
export async function saveLocked(
  tx: Transaction,
  known: KnownOrders,
  changes: readonly Heard[],
): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ changed: { order } }) => [
    ...mutableParams(order),
    order.standingVersion,
    order.kitchenVersion,
  ]);
  const written = await tx.query(save, [
    changes.map(({ changed }) => changed.order.orderId),
    changes.map(({ ended }) => JSON.stringify(ended ?? [])),
    ...HEARD.map((_, column) => rows.map((row) => row[column])),
  ]);
  const xmins = new Map(written.map((row) => [row.order_id, row.xmin]));
  for (const { changed } of changes) {
    const { order } = changed;
    const xmin = xmins.get(order.orderId);
    // What is left of holds only the database knows.
    if (xmin && order.holdIds.length === 0 && order.heldUntil === null) known.keep(order, xmin);
  }
  await tx.append(changes.map(({ changed, cause }) => ({ ...orderEvent(changed), cause })));
}

const hear = statement<object>(
  'order_hear_payments',
  `update "order" o set standing_version = greatest(o.standing_version, c.standing_version), ${releaseSql(fromEnded)}
  from unnest($1::uuid[], $2::bigint[], $3::jsonb[]) as c(order_id, standing_version, ended)
  where o.order_id = c.order_id`,
);

/** What the payment service has said of an order: the version of its word, and which payments have ended. */
export interface PaymentWord {
  readonly orderId: string;
  readonly standingVersion: bigint;
  readonly ended: readonly string[];
}

/** Remembers what the payment service has said of locked orders that stay as they are, and ends the holds of its payments. */
export async function rememberPayments(tx: Transaction, words: readonly PaymentWord[]): Promise<void> {
  if (words.length === 0) return;
  await tx.query(hear, [
    words.map((word) => word.orderId),
    words.map((word) => word.standingVersion),
    words.map((word) => JSON.stringify(word.ended)),
  ]);
}

const hearKitchen = statement<object>(
  'order_hear_kitchen',
  `update "order" o set kitchen_version = greatest(o.kitchen_version, c.version)
  from unnest($1::uuid[], $2::bigint[]) as c(order_id, version) where o.order_id = c.order_id`,
);

/** Remembers which word of the kitchen was the last about locked orders that stay as they are. */
export async function rememberKitchen(
  tx: Transaction,
  words: readonly { orderId: string; version: bigint }[],
): Promise<void> {
  if (words.length === 0) return;
  await tx.query(hearKitchen, [words.map((word) => word.orderId), words.map((word) => word.version)]);
}
