import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import type { Page } from '@sippy/kit/page';
import { notFound } from '@sippy/kit/refusal';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { invoice_line as LineRow } from '../../gen/prisma/client.ts';
import type { Invoice, InvoiceLine, LinePoints, NewInvoice } from '../domain/invoice.ts';
import { firstDay, monthOf } from '../domain/month.ts';
import type { Period } from '../domain/period.ts';
import { ADJUSTMENT_JSON, type AdjustmentJson, adjustmentOf } from './adjustments.ts';
import { TRANSFER_JSON, type TransferJson, transferOf } from './transfer-columns.ts';

interface HeadRow {
  invoice_id: string;
  period_id: string;
  network_id: string;
  network_name: string;
  month: string;
  number: bigint;
  issuer_organisation_id: string;
  issuer_name: string;
  recipient_organisation_id: string;
  recipient_name: string;
  currency_code: string;
  total: bigint;
  breakage_funding: Invoice['breakageFunding'];
  default_funding: Invoice['defaultFunding'];
  due_day: string;
  issue_time: Date;
  transfers: TransferJson[];
}

const HEAD = `i.*,
  (select coalesce(jsonb_agg(${TRANSFER_JSON} order by t.transfer_id), '[]')
   from money_transfer t where t.period_id = i.period_id
     and i.recipient_organisation_id in (t.debtor_organisation_id, t.creditor_organisation_id)) as transfers`;

type WholeLineRow = LineRow & { adjustment: AdjustmentJson | null };

const LINE = `l.*, case when l.adjustment_id is not null then ${ADJUSTMENT_JSON} end as adjustment
  from invoice_line l left join adjustment a using (adjustment_id)`;

/** One issuer's invoices are numbered one after the other: no number is given that is not used. */
const takeNumbers = statement<{ first: bigint }>(
  'settlement_take_numbers',
  `insert into invoice_series as s (organisation_id, last_number) values ($1, $2)
   on conflict (organisation_id) do update set last_number = s.last_number + excluded.last_number
   returning last_number - $2 + 1 as first`,
);
const insertHeads = statement<object>(
  'settlement_insert_invoices',
  `insert into invoice (invoice_id, period_id, network_id, network_name, month, number, issuer_organisation_id, issuer_name,
     recipient_organisation_id, recipient_name, currency_code, total, breakage_funding, default_funding, due_day, issue_time)
   select "invoiceId", "periodId", "networkId", "networkName", month, number, "issuerId", "issuerName", "recipientId",
     "recipientName", "currencyCode", total, "breakageFunding", "defaultFunding", "dueDay", "issueTime"
   from jsonb_to_recordset($1::jsonb) as i ("invoiceId" uuid, "periodId" uuid, "networkId" uuid, "networkName" text,
     month date, number bigint, "issuerId" uuid, "issuerName" text, "recipientId" uuid, "recipientName" text,
     "currencyCode" text, total bigint, "breakageFunding" text, "defaultFunding" text, "dueDay" date,
     "issueTime" timestamptz)`,
);
const insertLines = statement<object>(
  'settlement_insert_lines',
  `insert into invoice_line (line_id, invoice_id, number, kind, counterpart_organisation_id, counterpart_name, issuer_cafe_id,
     issuer_cafe_name, issuer_organisation_id, cafe_id, cafe_name, value_version, minor_per_thousand, points, minor,
     adjustment_id)
   select "lineId", "invoiceId", number, kind, "counterpartId", "counterpartName", "issuerCafeId", "issuerCafeName", "issuerOrganisationId",
     "cafeId", "cafeName", "valueVersion", "minorPerThousand", points, minor, "adjustmentId"
   from jsonb_to_recordset($1::jsonb) as l ("lineId" uuid, "invoiceId" uuid, number integer, kind text,
     "counterpartId" uuid, "counterpartName" text, "issuerCafeId" uuid, "issuerCafeName" text, "issuerOrganisationId" uuid, "cafeId" uuid,
     "cafeName" text, "valueVersion" integer, "minorPerThousand" bigint, points bigint, minor bigint,
     "adjustmentId" uuid)`,
);
const findInvoice = statement<HeadRow>(
  'settlement_find_invoice',
  `select ${HEAD} from invoice i where i.invoice_id = $1`,
);
const findLines = statement<WholeLineRow>(
  'settlement_find_lines',
  `select ${LINE} where l.invoice_id = $1 order by l.number`,
);
const findLinesById = statement<WholeLineRow>(
  'settlement_find_lines_by_id',
  `select ${LINE} where l.line_id = any ($1::uuid[])`,
);
const listInvoices = statement<HeadRow>(
  'settlement_list_invoices',
  `select ${HEAD} from invoice i
   where $1 in (i.issuer_organisation_id, i.recipient_organisation_id) and ($2::uuid is null or i.network_id = $2)
     and ($3::date is null or i.month = $3) and ($4::uuid is null or i.invoice_id < $4)
   order by i.invoice_id desc limit $5`,
);
const listOfPeriod = statement<HeadRow>(
  'settlement_invoices_of_period',
  `select ${HEAD} from invoice i where i.period_id = $1 order by i.number`,
);

/** So many lines go to the database in one statement: a month of a large network has tens of thousands. */
const LINES_AT_ONCE = 2000;

/** What the invoices of a month say besides their figures. */
export interface Issue {
  networkName: string;
  dueDay: string;
  /** When the last day to pay is over. */
  dueTime: Date;
  issueTime: Date;
  /** Names of owners and of cafés, by id. */
  names: ReadonlyMap<string, string>;
}

/** Writes the invoices of a locked month under the next numbers of its administrator; returns their ids by number. */
export async function insertInvoices(
  tx: Transaction,
  period: Period,
  invoices: readonly NewInvoice[],
  { networkName, dueDay, issueTime, names }: Issue,
): Promise<string[]> {
  const [series] = await tx.query(takeNumbers, [period.administratorId, invoices.length]);
  const first = series?.first ?? 1n;
  const name = (id: string | null | undefined) => (id && names.get(id)) || '';
  const heads = invoices.map(({ recipientId, total }, i) => ({
    ...{ invoiceId: newId(), recipientId, recipientName: name(recipientId), total },
    ...{ number: first + BigInt(i), networkName, dueDay, issueTime },
    ...{ periodId: period.periodId, networkId: period.networkId, month: firstDay(period.month) },
    ...{ issuerId: period.administratorId, issuerName: name(period.administratorId) },
    ...{ currencyCode: period.currencyCode },
    ...{ breakageFunding: period.breakageFunding, defaultFunding: period.defaultFunding },
  }));
  const lines = invoices.flatMap((invoice, i) =>
    invoice.lines.map(({ about, adjustment, ...line }, j) => ({
      ...{ lineId: newId(), invoiceId: heads[i]?.invoiceId, number: j + 1, ...line, ...about },
      counterpartName: name(line.counterpartId),
      adjustmentId: adjustment?.adjustmentId,
      ...(about && { issuerCafeName: name(about.issuerCafeId), cafeName: name(about.cafeId) }),
    })),
  );
  await tx.query(insertHeads, [json(heads)]);
  for (let from = 0; from < lines.length; from += LINES_AT_ONCE)
    await tx.query(insertLines, [json(lines.slice(from, from + LINES_AT_ONCE))]);
  return heads.map((head) => head.invoiceId);
}

/** Reads an invoice with its lines, if the scope may see it. Refuses with NOT_FOUND. */
export async function getWholeInvoice(db: Database, scope: Scope, invoiceId: string): Promise<Invoice> {
  const [row] = await db.read(scope, findInvoice, [invoiceId]);
  if (!row) throw notFound('invoice', invoiceId);
  const lines = await db.read(scope, findLines, [invoiceId]);
  return { ...headOf(row), lines: lines.map(lineOf) };
}

/** Lines by their ids, for somebody who may see what they are about. */
export async function linesOf(db: Database, lineIds: readonly string[]): Promise<Map<string, InvoiceLine>> {
  if (lineIds.length === 0) return new Map();
  const rows = await db.read(serviceScope, findLinesById, [lineIds]);
  return new Map(rows.map((row) => [row.line_id, lineOf(row)]));
}

/** Which invoices; empty texts mean all. */
export interface InvoiceFilter {
  organisationId: string;
  networkId: string;
  month: string;
}

/** Invoices that an organisation has issued or received, latest first, without lines; one more than the page has, if any. */
export async function listInvoicesOf(
  db: Database,
  scope: Scope,
  { organisationId, networkId, month }: InvoiceFilter,
  { size, after }: Page<readonly ['uuid']>,
): Promise<Invoice[]> {
  const filter = [organisationId, networkId || null, month === '' ? null : firstDay(month)];
  const rows = await db.read(scope, listInvoices, [...filter, after?.[0] ?? null, size + 1]);
  return rows.map(headOf);
}

/** All invoices of a month, by number, without lines. */
export async function invoicesOfPeriod(db: Database, scope: Scope, periodId: string): Promise<Invoice[]> {
  return (await db.read(scope, listOfPeriod, [periodId])).map(headOf);
}

function headOf(row: HeadRow): Invoice {
  return {
    ...{ invoiceId: row.invoice_id, periodId: row.period_id, number: row.number },
    ...{ networkId: row.network_id, networkName: row.network_name, month: monthOf(row.month) },
    ...{ issuerId: row.issuer_organisation_id, issuerName: row.issuer_name },
    ...{ recipientId: row.recipient_organisation_id, recipientName: row.recipient_name },
    ...{ currencyCode: row.currency_code, total: row.total },
    ...{ breakageFunding: row.breakage_funding, defaultFunding: row.default_funding },
    ...{ dueDay: row.due_day, issueTime: row.issue_time },
    lines: [],
    transfers: row.transfers.map(transferOf),
  };
}

function lineOf(row: WholeLineRow): InvoiceLine {
  return {
    lineId: row.line_id,
    kind: row.kind as InvoiceLine['kind'],
    counterpartId: row.counterpart_organisation_id,
    about: pointsOf(row),
    adjustment: row.adjustment && adjustmentOf(row.adjustment),
    minor: row.minor,
    counterpartName: row.counterpart_name,
    issuerCafeName: row.issuer_cafe_name ?? '',
    cafeName: row.cafe_name ?? '',
  };
}

function pointsOf(row: LineRow): LinePoints | null {
  if (row.issuer_cafe_id === null || row.issuer_organisation_id === null) return null;
  return {
    issuerCafeId: row.issuer_cafe_id,
    issuerOrganisationId: row.issuer_organisation_id,
    cafeId: row.cafe_id,
    valueVersion: row.value_version ?? 0,
    minorPerThousand: row.minor_per_thousand ?? 0n,
    points: row.points ?? 0n,
  };
}
