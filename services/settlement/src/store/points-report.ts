import { statement } from '@sippy/kit/db';
import { firstDay, nextMonth } from '../domain/month.ts';
import type { MovedPoints, OutstandingSum, SpentSum } from '../domain/points-report.ts';
import type { Query } from './month-sums.ts';

const OF_MEMBERS = `('CUSTOMER', 'HELD')`;

/**
 * What moved of a café's points, and of others' points at it. A transfer is between a member and a café, or what has expired;
 * among a member's own accounts nothing becomes of points.
 */
const sumMoved = statement<{
  cafe_id: string;
  organisation_id: string;
  issued: bigint;
  redeemed_home: bigint;
  redeemed_away: bigint;
  redeemed_of_others: bigint;
  expired: bigint;
  reversed: bigint;
}>(
  'settlement_sum_moved_points',
  `with moved as (
     select t.issuer_cafe_id, t.issuer_organisation_id, t.claim_cafe_id, t.claim_organisation_id, p.kind, t.points,
       t.from_kind in ${OF_MEMBERS} as leaves, t.to_kind = 'BREAKAGE' or t.from_kind = 'BREAKAGE' as expires
     from posting_transfer t join posting p using (set_id)
     where t.network_id = $1 and t.month = $2::date
       and (t.from_kind in ${OF_MEMBERS}) <> (t.to_kind in ${OF_MEMBERS})
   ), sides as (
     select issuer_cafe_id as cafe_id, issuer_organisation_id as organisation_id,
       case when not expires and not leaves and kind in ('EARN', 'ADJUST') then points else 0 end as issued,
       case when leaves and kind = 'REDEEM' and claim_cafe_id is null then points else 0 end as redeemed_home,
       case when leaves and kind = 'REDEEM' and claim_cafe_id is not null then points else 0 end as redeemed_away,
       0 as redeemed_of_others,
       case when expires then case when leaves then points else -points end else 0 end as expired,
       case when expires or (leaves and kind = 'REDEEM') or (not leaves and kind in ('EARN', 'ADJUST')) then 0
         when leaves then points else -points end as reversed
     from moved
     union all
     select claim_cafe_id, claim_organisation_id, 0, 0, 0, points, 0, 0 from moved
     where leaves and kind = 'REDEEM' and claim_cafe_id is not null
   )
   select cafe_id, organisation_id, sum(issued)::bigint as issued, sum(redeemed_home)::bigint as redeemed_home,
     sum(redeemed_away)::bigint as redeemed_away, sum(redeemed_of_others)::bigint as redeemed_of_others,
     sum(expired)::bigint as expired, sum(reversed)::bigint as reversed
   from sides where $3::uuid is null or organisation_id = $3 group by 1, 2`,
);

/** What issuers pay for points that were spent, and get back; debts that other points pay are those points' issuer's. */
const sumSpent = statement<{
  cafe_id: string;
  organisation_id: string;
  value_version: number;
  points: bigint;
}>(
  'settlement_sum_spent_points',
  `select t.issuer_cafe_id as cafe_id, t.issuer_organisation_id as organisation_id, t.value_version,
     sum(case when t.to_kind = 'CAFE' then t.points else -t.points end)::bigint as points
   from posting_transfer t join posting p using (set_id)
   where t.network_id = $1 and t.month = $2::date and ($3::uuid is null or t.issuer_organisation_id = $3)
     and (t.from_kind in ${OF_MEMBERS} and t.to_kind = 'CAFE' and p.kind in ('REDEEM', 'COVER')
       or t.from_kind = 'CAFE' and t.to_kind in ${OF_MEMBERS} and p.kind in ('REVERSE', 'COVER'))
   group by 1, 2, 3`,
);

/** What members have of each lot at the end of a month; a lot is as old as its first posting. */
const sumOutstanding = statement<{
  cafe_id: string;
  organisation_id: string;
  value_version: number;
  age_days: number;
  points: bigint;
}>(
  'settlement_sum_outstanding',
  `with lot as (
     select t.issuer_cafe_id, t.issuer_organisation_id, t.value_version, min(p.business_day) as issue_day,
       sum(case when t.to_kind in ${OF_MEMBERS} then t.points else 0 end
         - case when t.from_kind in ${OF_MEMBERS} then t.points else 0 end) as points
     from posting_transfer t join posting p using (set_id)
     where t.network_id = $1 and t.month <= $2::date and ($4::uuid is null or t.issuer_organisation_id = $4)
     group by t.lot_id, 1, 2, 3
   )
   select issuer_cafe_id as cafe_id, issuer_organisation_id as organisation_id, value_version,
     $3::date - 1 - issue_day as age_days, sum(points)::bigint as points
   from lot where points <> 0 group by 1, 2, 3, 4`,
);

/** What became of points in a month, of the cafés of one owner, or of all where none is named. */
export async function movedPoints(
  query: Query,
  networkId: string,
  month: string,
  organisationId: string | null,
): Promise<MovedPoints[]> {
  const rows = await query(sumMoved, [networkId, firstDay(month), organisationId]);
  return rows.map((row) => ({
    ...{ cafeId: row.cafe_id, organisationId: row.organisation_id, issued: row.issued },
    ...{ redeemedHome: row.redeemed_home, redeemedAway: row.redeemed_away },
    ...{ redeemedOfOthers: row.redeemed_of_others, expired: row.expired, reversed: row.reversed },
  }));
}

/** What the cafés of one owner, or all, pay for points that were spent in a month, by value. */
export async function spentPoints(
  query: Query,
  networkId: string,
  month: string,
  organisationId: string | null,
): Promise<SpentSum[]> {
  return (await query(sumSpent, [networkId, firstDay(month), organisationId])).map((row) => ({
    ...{ cafeId: row.cafe_id, organisationId: row.organisation_id, valueVersion: row.value_version },
    points: row.points,
  }));
}

/** What members have of a café's points at the end of a month, by value and age in days. */
export async function outstandingPoints(
  query: Query,
  networkId: string,
  month: string,
  organisationId: string | null,
): Promise<OutstandingSum[]> {
  const params = [networkId, firstDay(month), firstDay(nextMonth(month)), organisationId];
  return (await query(sumOutstanding, params)).map((row) => ({
    ...{ cafeId: row.cafe_id, organisationId: row.organisation_id, valueVersion: row.value_version },
    ...{ ageDays: row.age_days, points: row.points },
  }));
}
