import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import type { Scope } from '@sippy/kit/scope';
import type { period as PeriodRow } from '../../gen/prisma/client.ts';
import {
  cafePositions,
  type OwnerPosition,
  type PricedBreakage,
  type PricedClaim,
} from '../domain/figures.ts';
import { firstDay, nextMonth } from '../domain/month.ts';
import type { Network } from '../domain/network.ts';
import { endOf, type Period } from '../domain/period.ts';
import { periodInvoiced as invoicedFact, periodLocked as lockedFact } from '../messages/facts.ts';
import { ADJUSTMENT_JSON, type AdjustmentJson, adjustmentOf } from './adjustments.ts';
import type { Issue } from './invoices.ts';
import { keepPeriodStatus } from './period-status.ts';
import { TRANSFER_JSON, type TransferJson, transferOf } from './transfer-columns.ts';

type Texts<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] };

type WholeRow = PeriodRow & {
  claims: Texts<PricedClaim>[];
  expired: Texts<PricedBreakage>[];
  owners: Texts<OwnerPosition>[];
  adjustments: AdjustmentJson[];
  transfers: TransferJson[];
};

/** Each part as the scope may see it: that is a matter of the policies of its table. */
const findPeriod = statement<WholeRow>(
  'settlement_find_period',
  `select p.*,
     (select coalesce(jsonb_agg(jsonb_build_object('issuerCafeId', c.issuer_cafe_id, 'issuerOrganisationId',
        c.issuer_organisation_id, 'cafeId', c.cafe_id, 'organisationId', c.organisation_id, 'valueVersion',
        c.value_version, 'points', c.points::text, 'minor', c.minor::text) order by c.number), '[]')
      from period_claim c where c.period_id = p.period_id) as claims,
     (select coalesce(jsonb_agg(jsonb_build_object('cafeId', e.cafe_id, 'organisationId', e.organisation_id,
        'valueVersion', e.value_version, 'points', e.points::text, 'minor', e.minor::text) order by e.number), '[]')
      from period_expired e where e.period_id = p.period_id) as expired,
     (select coalesce(jsonb_agg(jsonb_build_object('organisationId', o.organisation_id, 'owes', o.owes::text,
        'isOwed', o.is_owed::text, 'net', o.net::text, 'fee', o.fee::text, 'breakage', o.breakage::text,
        'adjusted', o.adjusted::text, 'total', o.total::text) order by o.organisation_id), '[]')
      from period_owner o where o.period_id = p.period_id) as owners,
     (select coalesce(jsonb_agg(${ADJUSTMENT_JSON} order by a.adjustment_id), '[]')
      from adjustment a where a.network_id = p.network_id and a.month = p.month) as adjustments,
     (select coalesce(jsonb_agg(${TRANSFER_JSON} order by t.transfer_id), '[]')
      from money_transfer t where t.period_id = p.period_id) as transfers
   from period p where p.network_id = $1 and p.month = $2::date`,
);
const insertPeriod = statement<object>(
  'settlement_insert_period',
  `insert into period (period_id, network_id, month, status, currency_code, organisation_id, breakage_funding,
     default_funding, fee_fixed_minor, fee_bps, lock_time, version)
   values ($1, $2, $3::date, 'LOCKED', $4, $5, $6, $7, $8, $9, $10, 1)`,
);
const closeMonth = statement<object>(
  'settlement_close_month',
  'update network set open_from = $2::date where network_id = $1',
);
const insertClaims = statement<object>(
  'settlement_insert_claims',
  `insert into period_claim (period_id, number, issuer_cafe_id, issuer_organisation_id, cafe_id, organisation_id,
     value_version, minor_per_thousand, points, minor)
   select $1, number, "issuerCafeId", "issuerOrganisationId", "cafeId", "organisationId", "valueVersion", value, points,
     minor
   from jsonb_to_recordset($2::jsonb) as c (number integer, "issuerCafeId" uuid, "issuerOrganisationId" uuid,
     "cafeId" uuid, "organisationId" uuid, "valueVersion" integer, value bigint, points bigint, minor bigint)`,
);
const insertExpired = statement<object>(
  'settlement_insert_expired',
  `insert into period_expired (period_id, number, cafe_id, organisation_id, value_version, minor_per_thousand, points, minor)
   select $1, number, "cafeId", "organisationId", "valueVersion", value, points, minor
   from jsonb_to_recordset($2::jsonb) as c (number integer, "cafeId" uuid, "organisationId" uuid,
     "valueVersion" integer, value bigint, points bigint, minor bigint)`,
);
const insertOwners = statement<object>(
  'settlement_insert_owners',
  `insert into period_owner (period_id, organisation_id, owes, is_owed, net, fee, breakage, adjusted, total)
   select $1, "organisationId", owes, "isOwed", net, fee, breakage, adjusted, total
   from jsonb_to_recordset($2::jsonb) as o ("organisationId" uuid, owes bigint, "isOwed" bigint, net bigint, fee bigint,
     breakage bigint, adjusted bigint, total bigint)`,
);
const insertTransfers = statement<object>(
  'settlement_insert_transfers',
  `insert into money_transfer (transfer_id, period_id, debtor_organisation_id, creditor_organisation_id, minor, reference,
     currency_code)
   select "transferId", $1, "debtorId", "creditorId", minor, reference, $3
   from jsonb_to_recordset($2::jsonb) as t ("transferId" uuid, "debtorId" uuid, "creditorId" uuid, minor bigint,
     reference text)`,
);
const markInvoiced = statement<object>(
  'settlement_mark_invoiced',
  `with due as (
     update money_transfer set due_day = $3::date, due_time = $5, remind_time = $5, debtor_name = $4::jsonb ->> debtor_organisation_id::text,
       creditor_name = $4::jsonb ->> creditor_organisation_id::text
     where period_id = $1
   )
   update period set status = 'INVOICED', invoice_time = $2, version = version + 1 where period_id = $1`,
);

/** Reads a locked month of a network, as far as the scope may see it; undefined while it is not locked. */
export async function findLockedPeriod(
  db: Database,
  scope: Scope,
  network: Network,
  month: string,
): Promise<Period | undefined> {
  const [row] = await db.read(scope, findPeriod, [network.networkId, firstDay(month)]);
  return row && periodOf(row, network, month);
}

/** The same in a transaction. */
export async function lockedPeriodIn(
  tx: Transaction,
  network: Network,
  month: string,
): Promise<Period | undefined> {
  const [row] = await tx.query(findPeriod, [network.networkId, firstDay(month)]);
  return row && periodOf(row, network, month);
}

/** Writes a locked month; postings that come later go to a later one. */
export async function insertLockedPeriod(
  tx: Transaction,
  period: Period,
  values: ReadonlyMap<number, bigint>,
): Promise<void> {
  const { periodId, networkId, month, fee } = period;
  const rows = <T extends { valueVersion: number }>(all: readonly T[]) =>
    json(all.map((one, i) => ({ ...one, number: i + 1, value: values.get(one.valueVersion) })));
  await tx.query(insertPeriod, [
    ...[periodId, networkId, firstDay(month), period.currencyCode, period.administratorId],
    ...[period.breakageFunding, period.defaultFunding, fee.fixedMinor, fee.bps, period.lockTime],
  ]);
  await tx.query(insertClaims, [periodId, rows(period.claims)]);
  await tx.query(insertExpired, [periodId, rows(period.expired)]);
  await tx.query(insertOwners, [periodId, json(period.owners)]);
  await tx.query(insertTransfers, [periodId, json(period.transfers), period.currencyCode]);
  await tx.query(closeMonth, [networkId, firstDay(nextMonth(month))]);
  await tx.append([lockedFact(period)]);
}

/** Says that a month has its invoices, to be paid until a day; where nothing is to be paid, it is paid. */
export async function markPeriodInvoiced(
  tx: Transaction,
  period: Period,
  invoiceIds: readonly string[],
  issue: Issue,
): Promise<void> {
  await tx.query(markInvoiced, [
    period.periodId,
    issue.issueTime,
    issue.dueDay,
    json(Object.fromEntries(issue.names)),
    issue.dueTime,
  ]);
  await tx.append([invoicedFact({ ...period, version: period.version + 1n }, invoiceIds)]);
  await keepPeriodStatus(tx, period);
}

function periodOf(row: WholeRow, network: Network, month: string): Period {
  const claims = row.claims.map((one) => ({ ...one, points: BigInt(one.points), minor: BigInt(one.minor) }));
  return {
    periodId: row.period_id,
    networkId: row.network_id,
    month,
    status: row.status as Period['status'],
    currencyCode: row.currency_code,
    administratorId: row.organisation_id,
    breakageFunding: row.breakage_funding as Period['breakageFunding'],
    defaultFunding: row.default_funding as Period['defaultFunding'],
    fee: { fixedMinor: row.fee_fixed_minor, bps: row.fee_bps },
    claims,
    expired: row.expired.map((one) => ({ ...one, points: BigInt(one.points), minor: BigInt(one.minor) })),
    cafes: cafePositions(claims),
    owners: row.owners.map(ownerOf),
    adjustments: row.adjustments.map(adjustmentOf),
    transfers: row.transfers.map(transferOf),
    endTime: endOf(network, month),
    lockTime: row.lock_time,
    invoiceTime: row.invoice_time,
    version: row.version,
  };
}

function ownerOf({ organisationId, ...amounts }: Texts<OwnerPosition>): OwnerPosition {
  const { owes, isOwed, net, fee, breakage, adjusted, total } = amounts;
  return {
    organisationId,
    ...{ owes: BigInt(owes), isOwed: BigInt(isOwed), net: BigInt(net), fee: BigInt(fee) },
    ...{ breakage: BigInt(breakage), adjusted: BigInt(adjusted), total: BigInt(total) },
  };
}
