import { type Database, statement } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';

const expired = statement<{ order_id: string }>(
  'order_expired',
  `select order_id from "order" where expire_time <= $1 and (held_until is null or held_until <= $1)
  order by expire_time limit $2`,
);

/** Ids of orders whose time to be paid is over and that no payment holds. */
export async function findExpired(db: Database, now: Date, limit: number): Promise<string[]> {
  return (await db.read(serviceScope, expired, [now, limit])).map((row) => row.order_id);
}

const postpone = statement<object>(
  'order_postpone_expiry',
  'update "order" set expire_time = $2 where order_id = $1 and expire_time < $2',
);

/** Gives an order more time to be paid. Nobody is told: a payment is under way, and its fact will say more. */
export async function postponeExpiry(db: Database, orderId: string, until: Date): Promise<void> {
  await db.command(serviceScope, postpone, [orderId, until]);
}
