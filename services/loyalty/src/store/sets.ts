/** Entry sets as they are read: a member's history, a café's adjustments, and what an earlier request has posted. */
import { type Database, statement, type Transaction } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import { type Scope, serviceScope } from '@sippy/kit/scope';

/** A movement as a list shows it. */
export interface SetRow {
  setId: string;
  networkId: string;
  customerId: string;
  kind: string;
  cafeId: string;
  orderId: string | null;
  holdId: string | null;
  ruleVersion: number | null;
  ruleNames: string[];
  reversesSetId: string | null;
  reason: string | null;
  note: string | null;
  actorId: string;
  balanceAfter: bigint;
  businessDay: string;
  postTime: Date;
  /** What it added to the points that can be spent. */
  points: bigint;
}

/** Sort key of movements: their ids grow with time. */
export type SetPage = Page<['uuid']>;

const SET = `s.set_id as "setId", s.network_id as "networkId", s.customer_id as "customerId", s.kind, s.cafe_id as "cafeId",
  s.order_id as "orderId", s.hold_id as "holdId", s.rule_version as "ruleVersion", s.rule_names as "ruleNames",
  s.reverses_set_id as "reversesSetId", s.reason, s.note, s.actor_id as "actorId", s.balance_after as "balanceAfter",
  s.business_day as "businessDay", s.post_time as "postTime", t.points`;
const MOVED = `cross join lateral (
    select coalesce(sum(case when t.to_kind = 'CUSTOMER' and t.to_id = s.customer_id then t.points when t.from_kind = 'CUSTOMER' and t.from_id = s.customer_id then -t.points else 0 end), 0)::bigint as points
    from transfer t where t.set_id = s.set_id) t`;

/** By the member, whose sets are few: looked for newest first, they would be sought through all the ledger. */
const listOfMember = statement<SetRow>(
  'loyalty_list_history_of_member',
  `with theirs as materialized (
     select * from entry_set s
     where s.customer_id = $1 and ($2::uuid is null or s.network_id = $2) and ($3::uuid is null or s.cafe_id = $3)
       and ($4::uuid is null or s.set_id < $4)
   ), page as (select * from theirs order by set_id desc limit $5)
   select ${SET} from page s ${MOVED} order by s.set_id desc`,
);
const listOfCafe = statement<SetRow>(
  'loyalty_list_history_of_cafe',
  `select ${SET} from entry_set s ${MOVED}
   where ($1::uuid is null or s.network_id = $1) and s.cafe_id = $2 and ($3::uuid is null or s.set_id < $3)
   order by s.set_id desc limit $4`,
);
const listAdjustments = statement<SetRow>(
  'loyalty_list_adjustments',
  `select ${SET} from entry_set s ${MOVED}
   where s.cafe_id = $1 and s.kind = 'ADJUST' and ($2::date is null or s.business_day = $2)
     and ($3::uuid is null or s.set_id < $3)
   order by s.set_id desc limit $4`,
);
const findSet = statement<SetRow>(
  'loyalty_find_set',
  `select ${SET} from entry_set s ${MOVED} where s.set_id = $1`,
);
const findRequest = statement<Posted>(
  'loyalty_find_request',
  `select s.set_id as "setId", s.hold_id as "holdId", s.request_hash as hash from entry_set s where s.request_key = $1`,
);

/** Which movements: of a member, a café or both; an empty id means any. */
export interface HistoryFilter {
  customerId: string;
  networkId: string;
  cafeId: string;
}

/** A page of movements, newest first, as the scope may see them. */
export function historyOf(
  db: Database,
  scope: Scope,
  filter: HistoryFilter,
  page: SetPage,
): Promise<SetRow[]> {
  const { customerId, networkId, cafeId } = filter;
  const [network, after, most] = [networkId || null, page.after?.[0] ?? null, page.size + 1];
  return customerId === ''
    ? db.read(scope, listOfCafe, [network, cafeId, after, most])
    : db.read(scope, listOfMember, [customerId, network, cafeId || null, after, most]);
}

/** A page of a café's adjustments, newest first. */
export function adjustmentsOf(
  db: Database,
  scope: Scope,
  cafeId: string,
  businessDay: string,
  page: SetPage,
): Promise<SetRow[]> {
  const params = [cafeId, businessDay || null, page.after?.[0] ?? null, page.size + 1];
  return db.read(scope, listAdjustments, params);
}

/** One movement. */
export async function readSet(db: Database, setId: string): Promise<SetRow> {
  const [set] = await db.read(serviceScope, findSet, [setId]);
  if (!set) throw new Error(`entry set ${setId} is not there`);
  return set;
}

/** What a request has posted. */
export interface Posted {
  setId: string;
  holdId: string | null;
  /** Hash of the request. */
  hash: Buffer;
}

/** What an earlier request with this key has posted. */
export async function postedBy(db: Database, key: string): Promise<Posted | undefined> {
  return (await db.read(serviceScope, findRequest, [key]))[0];
}

/** The same within a transaction. */
export async function postedByIn(tx: Transaction, key: string): Promise<Posted | undefined> {
  return (await tx.query(findRequest, [key]))[0];
}
