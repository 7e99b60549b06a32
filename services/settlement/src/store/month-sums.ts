import { type Database, statement, type Transaction } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { Adjustment } from '../domain/dispute.ts';
import { type BreakageSum, type ClaimSum, type Figures, figuresOf } from '../domain/figures.ts';
import { firstDay, monthOf } from '../domain/month.ts';
import type { Network } from '../domain/network.ts';
import { membersIn, type PeriodStatusName } from '../domain/period.ts';
import { adjustmentsIn } from './adjustments.ts';

/** Issuer by issuer, each from the index alone and in its order: the whole month at once would be read from the table and sorted. */
const sumClaims = statement<{
  issuer_cafe_id: string;
  issuer_organisation_id: string;
  cafe_id: string;
  organisation_id: string;
  value_version: number;
  points: bigint;
}>(
  'settlement_sum_claims',
  `with recursive issuer as (
     (select issuer_cafe_id from posting_transfer
      where network_id = $1 and month = $2::date and claim_cafe_id is not null order by 1 limit 1)
     union all
     select (select t.issuer_cafe_id from posting_transfer t
       where t.network_id = $1 and t.month = $2::date and t.claim_cafe_id is not null
         and t.issuer_cafe_id > i.issuer_cafe_id order by 1 limit 1)
     from issuer i where i.issuer_cafe_id is not null
   )
   select claim.* from issuer i cross join lateral (
     select t.issuer_cafe_id, t.issuer_organisation_id, t.claim_cafe_id as cafe_id,
       t.claim_organisation_id as organisation_id, t.value_version, sum(t.claim_points)::bigint as points
     from posting_transfer t
     where t.network_id = $1 and t.month = $2::date and t.claim_cafe_id is not null and t.issuer_cafe_id = i.issuer_cafe_id
     group by t.issuer_cafe_id, t.claim_cafe_id, t.value_version, t.issuer_organisation_id, t.claim_organisation_id
   ) claim`,
);
const sumExpired = statement<{
  cafe_id: string;
  organisation_id: string;
  value_version: number;
  points: bigint;
}>(
  'settlement_sum_expired',
  `select issuer_cafe_id as cafe_id, issuer_organisation_id as organisation_id, value_version,
     sum(points)::bigint as points
   from posting_transfer where network_id = $1 and month = $2::date and to_kind = 'BREAKAGE' group by 1, 2, 3`,
);
const firstMonth = statement<{ month: string | null }>(
  'settlement_first_month',
  `select least(
     (select month from posting where network_id = $1 and ($2::date is null or month >= $2) order by month limit 1),
     (select min(month) from adjustment where network_id = $1 and ($2::date is null or month >= $2))) as month`,
);
const listMonths = statement<{ month: string; status: PeriodStatusName | null; postings: bigint }>(
  'settlement_list_months',
  `with months as (
     select month, sum(postings)::bigint as postings from (
       select month, count(*) as postings from posting where network_id = $1 group by month
       union all select distinct month, 0 from adjustment where network_id = $1
     ) open group by month
   )
   select month, p.status, coalesce(m.postings, 0) as postings
   from months m full join (select month, status from period where network_id = $1) p using (month)
   where $2::integer is null or extract(year from month) * 12 + extract(month from month) - 1 < $2
   order by month desc limit $3`,
);

/** How sums are read: in a transaction, or by themselves. */
export type Query = Transaction['query'];

/** Reads outside of a transaction, all that the service knows. */
export function queryOf(db: Database): Query {
  return (sql, params) => db.read(serviceScope, sql, params);
}

/** What a month comes to by the journal as it is now. */
export async function figuresNow(
  query: Query,
  network: Network,
  month: string,
): Promise<{ figures: Figures; adjustments: Adjustment[] }> {
  const of = [network.networkId, firstDay(month)];
  const claims = await query(sumClaims, of);
  const breakageToAdministrator = network.breakageFunding === 'ADMINISTRATOR';
  const adjustments = await adjustmentsIn(query, network.networkId, month);
  const expired = breakageToAdministrator ? await query(sumExpired, of) : [];
  const figures = figuresOf({
    claims: claims.map(
      (row): ClaimSum => ({
        issuerCafeId: row.issuer_cafe_id,
        issuerOrganisationId: row.issuer_organisation_id,
        cafeId: row.cafe_id,
        organisationId: row.organisation_id,
        valueVersion: row.value_version,
        points: row.points,
      }),
    ),
    breakage: expired.map(
      (row): BreakageSum => ({
        cafeId: row.cafe_id,
        organisationId: row.organisation_id,
        valueVersion: row.value_version,
        points: row.points,
      }),
    ),
    values: valuesOf(network),
    administratorId: network.administratorId,
    breakageToAdministrator,
    fee: network.fee,
    adjustments,
    memberIds: membersIn(network, month),
  });
  return { figures, adjustments };
}

/** Minor units for 1,000 points, by version. */
export function valuesOf(network: Network): Map<number, bigint> {
  return new Map(network.values.map((value) => [value.version, value.minorPerThousand]));
}

/** The first month with postings that is not locked. */
export async function firstOpenMonth(query: Query, network: Network): Promise<string | undefined> {
  const [row] = await query(firstMonth, [network.networkId, network.openFrom]);
  return row?.month ? monthOf(row.month) : undefined;
}

/** A month in a list. */
export interface MonthSummary {
  month: string;
  status: PeriodStatusName;
  postings: bigint;
}

/** Months that are locked or have postings, latest first, paged by their numbers; one more than the page has, if there are more. */
export async function listMonthsOf(
  db: Database,
  scope: Scope,
  networkId: string,
  { size, after }: Page<readonly ['int32']>,
): Promise<MonthSummary[]> {
  const rows = await db.read(scope, listMonths, [networkId, after?.[0] ?? null, size + 1]);
  return rows.map((row) => ({
    month: monthOf(row.month),
    status: row.status ?? 'DRAFT',
    postings: row.postings,
  }));
}
