/** Orders that tills said were a member's, until they are. */
import type { Call } from '@sippy/kit/call';
import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { cafeScope, serviceScope } from '@sippy/kit/scope';

/** What became of an intent. */
export type IntentStatus = 'PENDING' | 'SETTLED' | 'REFUSED';

/** An intent as it is kept. */
export interface EarnIntent {
  intentId: string;
  cafeId: string;
  orderId: string;
  customerId: string;
  /** When the member named themselves. */
  time: Date;
  /** The person who sent it; null of a till by itself. */
  claimedById: string | null;
  status: IntentStatus;
  /** Why it was refused, or what it waits for. */
  reason: string | null;
  attempts: number;
  createTime: Date;
}

const INTENT = `intent_id as "intentId", cafe_id as "cafeId", order_id as "orderId", customer_id as "customerId",
  member_time as time, status, reason, attempts, create_time as "createTime",
  case when actor_kind in ('user', 'staff') then actor_id::uuid end as "claimedById"`;

const add = statement<object>(
  'loyalty_add_intent',
  `insert into earn_intent (intent_id, cafe_id, organisation_id, order_id, customer_id, member_time, status, attempts, next_time,
     actor_kind, actor_id, create_time, update_time)
   values ($1, $2, $3, $4, $5, $6, 'PENDING', 0, $7, $8, $9, $7, $7) on conflict (intent_id) do nothing`,
);
const find = statement<EarnIntent>(
  'loyalty_find_intent',
  `select ${INTENT} from earn_intent where intent_id = $1`,
);
const due = statement<EarnIntent>(
  'loyalty_due_intents',
  `select ${INTENT} from earn_intent where status = 'PENDING' and next_time <= $1 order by next_time limit 200`,
);
const settle = statement<object>(
  'loyalty_settle_intent',
  `update earn_intent set status = 'SETTLED', reason = null, update_time = $2 where intent_id = $1 and status = 'PENDING'`,
);
const putOff = statement<object>(
  'loyalty_put_off_intent',
  `update earn_intent set status = $2, reason = $3, attempts = attempts + 1, next_time = $4, update_time = $5
   where intent_id = $1 and status = 'PENDING'`,
);

/** Keeps an intent, once. */
export async function addIntent(
  db: Database,
  call: Call,
  intent: Pick<EarnIntent, 'intentId' | 'cafeId' | 'orderId' | 'customerId' | 'time'>,
  organisationId: string,
  now: Date,
): Promise<void> {
  const { intentId, cafeId, orderId, customerId, time } = intent;
  const { kind, id } = call.actor;
  const values = [intentId, cafeId, organisationId, orderId, customerId, time, now, kind, id];
  await db.command(cafeScope(cafeId), add, values);
}

/** An intent. */
export async function findIntent(db: Database, intentId: string): Promise<EarnIntent | undefined> {
  return (await db.read(serviceScope, find, [intentId]))[0];
}

/** Intents that are to be tried by a time. */
export function dueIntents(db: Database, by: Date): Promise<EarnIntent[]> {
  return db.read(serviceScope, due, [by]);
}

/** The intent is done, in the transaction that does it. */
export async function settleIntent(tx: Transaction, intentId: string, now: Date): Promise<void> {
  await tx.query(settle, [intentId, now]);
}

/** Tried again later, or refused for good. */
export async function putOffIntent(
  db: Database,
  intentId: string,
  { status, reason, next }: { status: IntentStatus; reason: string; next: Date },
  now: Date,
): Promise<void> {
  await db.command(serviceScope, putOff, [intentId, status, reason, next, now]);
}
