import { type Database, statement } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';

const begin = statement<{ version: bigint }>(
  'order_hold',
  `update "order" set holds = jsonb_set(holds, array[$2::text], to_jsonb($3::bigint)),
    held_until = greatest(held_until, to_timestamp($3::bigint / 1000.0))
  where order_id = $1 and is_open and (version = $4 or holds ? $2) returning version`,
);

/**
 * Holds the lines and prices of an open order until a time: of the version named, or of whichever it is if this payment
 * holds it already. Returns the order's version, or undefined if there is no such order, version or hold.
 */
export async function holdOrder(
  db: Database,
  orderId: string,
  paymentId: string,
  until: Date,
  version: bigint,
): Promise<bigint | undefined> {
  const [row] = await db.command(serviceScope, begin, [orderId, paymentId, BigInt(until.getTime()), version]);
  return row?.version;
}

/** What is left of `holds` without some payments, and until when that holds. For `update "order" o set ${…}`. */
export const releaseSql = (paymentIds: string) => `holds = o.holds - ${paymentIds},
    held_until = (select to_timestamp(max(value::bigint) / 1000.0) from jsonb_each_text(o.holds - ${paymentIds}))`;

const end = statement<object>(
  'order_release',
  `update "order" o set ${releaseSql('array[$2::text]')} where o.order_id = $1 and o.holds ? $2`,
);

/** Ends the hold of a payment; nothing happens if there is none. */
export async function releaseOrder(db: Database, orderId: string, paymentId: string): Promise<void> {
  await db.command(serviceScope, end, [orderId, paymentId]);
}
