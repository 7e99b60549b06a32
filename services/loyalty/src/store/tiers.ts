/** In which tiers members are and were, and what they have collected. */
import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { Collected, TierChange, TierPeriod } from '../domain/tiers.ts';
import type { MemberKey } from './purses.ts';

/** The periods of a member, oldest first, and what was collected since a moment. */
export interface MemberTiers extends Collected {
  customerId: string;
  networkId: string;
  periods: readonly TierPeriod[];
}

type Row = Collected & { periods: (Omit<TierPeriod, 'startTime' | 'endTime'> & Record<string, string>)[] };

/** What was merged into a member counts as theirs. Orders that are named are left out: whoever names them adds them. */
const findTiers = statement<Row & { index: bigint }>(
  'loyalty_find_tiers',
  `select k.index, coalesce(s.spend, 0)::bigint as spend, coalesce(s.points, 0)::bigint as points,
     coalesce((select jsonb_agg(jsonb_build_object('number', t.number, 'tier', t.tier, 'ruleVersion', t.rule_version,
       'startTime', t.start_time, 'endTime', t.end_time, 'reviewDay', t.review_day) order by t.number)
       from tier_period t where t.customer_id = k.customer_id and t.network_id = k.network_id), '[]') as periods
   from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) with ordinality as k (customer_id, network_id, since, index)
   left join lateral (
     select sum(e.posted) as points,
       sum(trunc((select coalesce(sum((l ->> 'net')::bigint), 0) from jsonb_array_elements(e.lines) l)
         * least(greatest(e.paid - e.refunded, 0), e.order_total) / nullif(e.order_total, 0))) as spend
     from earning e
     where e.customer_id in (select m.customer_id from member m where m.network_id = k.network_id
         and (m.customer_id = k.customer_id or m.merged_into_id = k.customer_id))
       and e.network_id = k.network_id and e.set_id is not null and e.payment_time > k.since
       and e.order_id <> all ($4::uuid[])) s on true`,
);
const writeChanges = statement<object>(
  'loyalty_write_tiers',
  `with ended as (
     update tier_period t set end_time = n.end_time from jsonb_populate_recordset(null::tier_period, $1::jsonb) n
     where t.customer_id = n.customer_id and t.network_id = n.network_id and t.number = n.number
     returning t.number)
   insert into tier_period (customer_id, network_id, number, tier, rule_version, start_time, review_day)
   select customer_id, network_id, number, tier, rule_version, start_time, review_day
   from jsonb_populate_recordset(null::tier_period, $2::jsonb)
   where (select count(*) from ended) >= 0`,
);
const findDue = statement<MemberKey & { administratorId: string; zone: string }>(
  'loyalty_tiers_to_review',
  `select t.customer_id as "customerId", t.network_id as "networkId", n.organisation_id as "administratorId",
     n.time_zone as zone
   from tier_period t join network n on n.network_id = t.network_id
   where t.end_time is null and t.review_day <= ($1::timestamptz at time zone n.time_zone)::date
   order by t.review_day limit 200`,
);

/** Names a member with the moment from which on counts what was collected. */
export interface TierKey extends MemberKey {
  since: Date;
}

/** Tiers of members, in the order of the keys; while the members are locked nobody else changes them. */
export async function tiersIn(
  tx: Transaction,
  keys: readonly TierKey[],
  leftOut: readonly string[],
): Promise<MemberTiers[]> {
  return arranged(keys, await tx.query(findTiers, params(keys, leftOut)));
}

/** The same without a lock, for showing. */
export async function readTiersOf(db: Database, keys: readonly TierKey[]): Promise<MemberTiers[]> {
  if (keys.length === 0) return [];
  return arranged(keys, await db.read(serviceScope, findTiers, params(keys, [])));
}

/** Writes how periods of locked members go on. */
export async function writeTiers(
  tx: Transaction,
  changes: readonly (MemberKey & TierChange)[],
): Promise<void> {
  const row = ({ customerId, networkId }: MemberKey, period: TierPeriod) => ({
    customer_id: customerId,
    network_id: networkId,
    number: period.number,
    tier: period.tier,
    rule_version: period.ruleVersion,
    start_time: period.startTime,
    end_time: period.endTime,
    review_day: period.reviewDay,
  });
  await tx.query(writeChanges, [
    json(changes.flatMap((change) => (change.ended ? row(change, change.ended) : []))),
    json(changes.flatMap((change) => (change.begun ? row(change, change.begun) : []))),
  ]);
}

/** Some members whose tier is to be looked at again. */
export function tiersToReview(
  db: Database,
  now: Date,
): Promise<(MemberKey & { administratorId: string; zone: string })[]> {
  return db.read(serviceScope, findDue, [now]);
}

function params(keys: readonly TierKey[], leftOut: readonly string[]): unknown[] {
  return [
    keys.map((key) => key.customerId),
    keys.map((key) => key.networkId),
    keys.map((key) => key.since),
    leftOut,
  ];
}

function arranged(keys: readonly TierKey[], rows: readonly (Row & { index: bigint })[]): MemberTiers[] {
  const byIndex = new Map(rows.map((row) => [Number(row.index), row]));
  return keys.map(({ customerId, networkId }, i) => {
    const row = byIndex.get(i + 1);
    if (!row) throw new Error('a member who was asked for is not there');
    return {
      customerId,
      networkId,
      spend: row.spend,
      points: row.points,
      periods: row.periods.map(periodOf),
    };
  });
}

function periodOf(stored: Row['periods'][number]): TierPeriod {
  const { number, tier, ruleVersion, startTime = '', endTime, reviewDay } = stored;
  return {
    ...{ number, tier, ruleVersion, reviewDay },
    startTime: new Date(startTime),
    endTime: endTime ? new Date(endTime) : null,
  };
}
