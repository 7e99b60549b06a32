import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { HeldPart, Hold } from '../domain/holds.ts';

/** A hold with what of which lot it locks. */
export interface HoldWithParts {
  hold: Hold;
  parts: readonly HeldPart[];
  /** Zone of its café. */
  zone: string;
  /** Business day on which it was made. */
  businessDay: string;
}

type HoldRow = Hold & { parts: { lotId: string; points: number }[]; zone: string; businessDay: string };

const HOLD = `h.hold_id as "holdId", h.network_id as "networkId", h.customer_id as "customerId", h.cafe_id as "cafeId",
  h.organisation_id as "organisationId", h.order_id as "orderId", h.points, h.amount, h.currency_code as "currencyCode",
  h.status, h.payment_id as "paymentId", h.given_back as "givenBack", h.hold_set_id as "holdSetId",
  h.end_set_id as "endSetId", h.expire_time as "expireTime", h.spend_by as "spendBy"`;
const PARTS = `(select jsonb_agg(jsonb_build_object('lotId', t.lot_id, 'points', t.points) order by t.number)
  from transfer t where t.set_id = h.hold_set_id) as parts,
  coalesce((select c.time_zone from network_cafe c where c.network_id = h.network_id and c.cafe_id = h.cafe_id
    order by c.join_day desc limit 1), 'UTC') as zone,
  (select s.business_day from entry_set s where s.set_id = h.hold_set_id) as "businessDay"`;

const findHold = statement<Hold>('loyalty_find_hold', `select ${HOLD} from hold h where h.hold_id = $1`);
const findHoldWithParts = statement<HoldRow>(
  'loyalty_find_hold_parts',
  `select ${HOLD}, ${PARTS} from hold h where h.hold_id = $1`,
);
const findLive = statement<HoldRow>(
  'loyalty_find_live_holds',
  `select ${HOLD}, ${PARTS} from hold h where h.order_id = any ($1::uuid[]) and h.status in ('HELD', 'POSTED')
   order by h.order_id`,
);
/** Whether an order has one, and how often a member has paid, or is to, of what happened on a day. */
const findUse = statement<{ liveId: string | null; times: bigint }>(
  'loyalty_find_use',
  `select (select h.hold_id from hold h where h.order_id = $1 and h.status in ('HELD', 'POSTED')) as "liveId",
     (select count(*) from hold h join entry_set s on s.set_id = h.hold_set_id where h.customer_id = $2 and h.network_id = $3 and h.status in ('HELD', 'POSTED')
        and s.business_day = $4) as times`,
);
const findLiveId = statement<{ holdId: string }>(
  'loyalty_find_live_hold_id',
  `select hold_id as "holdId" from hold where order_id = $1 and status in ('HELD', 'POSTED')`,
);
const findPosted = statement<HoldRow>(
  'loyalty_find_posted_holds',
  `select ${HOLD}, ${PARTS} from hold h where h.hold_id = any ($1::uuid[]) and h.status = 'POSTED' order by h.hold_id`,
);
const findEnded = statement<Hold>(
  'loyalty_find_ended_holds',
  `select ${HOLD} from hold h where h.status = 'HELD' and h.expire_time <= $1 order by h.expire_time, h.hold_id limit 200`,
);

/** A hold as the scope may see it. */
export async function findHoldIn(db: Database, scope: Scope, holdId: string): Promise<Hold | undefined> {
  return (await db.read(scope, findHold, [holdId]))[0];
}

/** A hold with its parts: to be read while its member is locked. */
export async function readHold(tx: Transaction, holdId: string): Promise<HoldWithParts | undefined> {
  return (await tx.query(findHoldWithParts, [holdId])).map(withParts)[0];
}

/** The holds of orders that are neither voided nor expired. */
export async function liveHolds(tx: Transaction, orderIds: readonly string[]): Promise<HoldWithParts[]> {
  if (orderIds.length === 0) return [];
  return (await tx.query(findLive, [orderIds])).map(withParts);
}

/** What a locked member's next hold must know: the live one of its order, and how often they have paid with points on a day. */
export async function useOf(
  tx: Transaction,
  { orderId, customerId, networkId }: { orderId: string | null; customerId: string; networkId: string },
  day: string,
): Promise<{ liveId: string | null; times: bigint }> {
  const [use] = await tx.query(findUse, [orderId, customerId, networkId, day]);
  return use ?? { liveId: null, times: 0n };
}

/** The hold of an order that is neither voided nor expired; without a lock, so for showing only. */
export async function liveHoldOf(db: Database, orderId: string): Promise<string | undefined> {
  return (await db.read(serviceScope, findLiveId, [orderId]))[0]?.holdId;
}

/** Those of holds that were spent. */
export async function postedHolds(tx: Transaction, holdIds: readonly string[]): Promise<HoldWithParts[]> {
  if (holdIds.length === 0) return [];
  return (await tx.query(findPosted, [holdIds])).map(withParts);
}

/** Some holds whose lease has run out. */
export function endedHolds(db: Database, scope: Scope, now: Date): Promise<Hold[]> {
  return db.read(scope, findEnded, [now]);
}

function withParts({ parts, zone, businessDay, ...hold }: HoldRow): HoldWithParts {
  return {
    hold,
    zone,
    businessDay,
    parts: parts.map(({ lotId, points }) => ({ lotId, points: BigInt(points) })),
  };
}
