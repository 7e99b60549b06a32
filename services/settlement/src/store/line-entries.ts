import { type Database, statement } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import { serviceScope } from '@sippy/kit/scope';
import type { Invoice, InvoiceLine } from '../domain/invoice.ts';
import { firstDay } from '../domain/month.ts';

/** One entry of the ledger of points that a line consists of. */
export interface LineEntry {
  setId: string;
  number: number;
  kind: string;
  lotId: string;
  cafeId: string;
  orderId: string | null;
  paymentId: string | null;
  reversesSetId: string | null;
  businessDay: string;
  postTime: Date;
  points: bigint;
  minor: bigint;
}

interface EntryRow {
  set_id: string;
  number: number;
  kind: string;
  lot_id: string;
  cafe_id: string;
  order_id: string | null;
  payment_id: string | null;
  reverses_set_id: string | null;
  business_day: string;
  post_time: Date;
  points: bigint;
  minor: bigint;
}

/**
 * The amount of the line is shared by its entries by largest remainder, over all of them, so that any page of them shows
 * the same shares: each has its floor, and those with the largest remainders one more.
 */
const entriesOf = (condition: string, points: string) => `with entry as (
    select t.set_id, t.number, t.lot_id, ${points} as points, ${points}::numeric * $8::bigint as exact
    from posting_transfer t
    where t.network_id = $1 and t.month = $2::date and t.issuer_cafe_id = $3 and t.issuer_organisation_id = $4
      and t.value_version = $7 and ${condition}
  ), share as (
    select *, floor(exact / 1000) as least, $9::bigint - sum(floor(exact / 1000)) over () as left_over,
      row_number() over (order by exact - 1000 * floor(exact / 1000) desc, set_id, number) as place
    from entry
  )
  select s.set_id, s.number, p.kind, s.lot_id, p.cafe_id, p.order_id, p.payment_id, p.reverses_set_id, p.business_day,
    p.post_time, s.points, (s.least + case when s.place <= s.left_over then 1 else 0 end)::bigint as minor
  from share s join posting p using (set_id)
  where $10::uuid is null or (s.set_id, s.number) > ($10, $11::integer)
  order by s.set_id, s.number limit $12`;

const claimEntries = statement<EntryRow>(
  'settlement_claim_entries',
  entriesOf('t.claim_cafe_id = $5 and t.claim_organisation_id = $6', 't.claim_points'),
);
const expiredEntries = statement<EntryRow>(
  'settlement_expired_entries',
  entriesOf("t.to_kind = 'BREAKAGE' and $5::uuid is null and $6::uuid is null", 't.points'),
);

/** Sort key of the entries of a line. */
export const entryKey = ['uuid', 'int32'] as const;

/**
 * The entries of a line in the order of their ids, one more than the page has, if there are more. The line belongs to an
 * invoice that the caller has been shown, and so do its entries.
 */
export async function listLineEntries(
  db: Database,
  invoice: Invoice,
  line: InvoiceLine,
  { size, after }: Page<typeof entryKey>,
): Promise<LineEntry[]> {
  const { about } = line;
  if (!about) return [];
  // On the creditor's invoice the same entries stand as on the debtor's, with the other sign.
  const turned = line.kind === 'DUE' || (line.kind === 'BREAKAGE' && line.minor < 0n);
  const creditorId = about.cafeId === null ? null : turned ? invoice.recipientId : line.counterpartId;
  const minor = turned ? -line.minor : line.minor;
  const rows = await db.read(serviceScope, about.cafeId === null ? expiredEntries : claimEntries, [
    ...[invoice.networkId, firstDay(invoice.month), about.issuerCafeId, about.issuerOrganisationId],
    ...[about.cafeId, creditorId, about.valueVersion, about.minorPerThousand, minor],
    ...[after?.[0] ?? null, after?.[1] ?? null, size + 1],
  ]);
  return rows.map((row) => ({
    ...{ setId: row.set_id, number: row.number, kind: row.kind, lotId: row.lot_id, cafeId: row.cafe_id },
    ...{ orderId: row.order_id, paymentId: row.payment_id, reversesSetId: row.reverses_set_id },
    ...{ businessDay: row.business_day, postTime: row.post_time, points: row.points },
    minor: turned ? -row.minor : row.minor,
  }));
}
