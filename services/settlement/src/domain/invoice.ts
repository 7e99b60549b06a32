import type { Adjustment } from './dispute.ts';
import type { PricedClaim } from './figures.ts';
import type { BreakageFundingName, DefaultFundingName } from './network.ts';
import type { Period, PeriodTransfer } from './period.ts';

/** What a line of an invoice is about. */
export type InvoiceLineKindName = 'OWED' | 'DUE' | 'FEE' | 'BREAKAGE' | 'ADJUSTMENT';

/** What points a line is about. */
export interface LinePoints {
  issuerCafeId: string;
  issuerOrganisationId: string;
  /** Where they were spent; null for points that expired. */
  cafeId: string | null;
  valueVersion: number;
  minorPerThousand: bigint;
  points: bigint;
}

/** A line as it is worked out: positive amounts are owed by the recipient. */
export interface NewInvoiceLine {
  kind: InvoiceLineKindName;
  counterpartId: string;
  about: LinePoints | null;
  /** What was granted in a dispute; null where the line is about none. */
  adjustment: Adjustment | null;
  minor: bigint;
}

/** What one owner is sent for a month. */
export interface NewInvoice {
  recipientId: string;
  lines: NewInvoiceLine[];
  /** Sum of the lines. */
  total: bigint;
}

/** A line as it was issued. */
export interface InvoiceLine extends NewInvoiceLine {
  lineId: string;
  counterpartName: string;
  issuerCafeName: string;
  cafeName: string;
}

/** An invoice as it was issued; `lines` is empty where only its head was read. */
export interface Invoice {
  invoiceId: string;
  periodId: string;
  networkId: string;
  networkName: string;
  month: string;
  number: bigint;
  issuerId: string;
  issuerName: string;
  recipientId: string;
  recipientName: string;
  currencyCode: string;
  total: bigint;
  breakageFunding: BreakageFundingName;
  defaultFunding: DefaultFundingName;
  dueDay: string;
  issueTime: Date;
  lines: InvoiceLine[];
  transfers: PeriodTransfer[];
}

/** Days from the invoices of a month to the last one on which to pay. */
export const DAYS_TO_PAY = 14;

/**
 * What each owner is sent for a locked month, in the order of their ids; owners with nothing to tell are sent nothing.
 * What one owner owes another stands on both invoices, so all totals sum to zero. Points between cafés of one owner are
 * on none.
 */
export function invoicesOf(period: Period, values: ReadonlyMap<number, bigint>): NewInvoice[] {
  const lines = new Map<string, NewInvoiceLine[]>();
  const add = (recipientId: string, line: Omit<NewInvoiceLine, 'adjustment'>, adjustment?: Adjustment) => {
    const all = lines.get(recipientId) ?? [];
    lines.set(recipientId, all);
    all.push({ ...line, adjustment: adjustment ?? null });
  };
  for (const claim of period.claims) {
    if (claim.issuerOrganisationId === claim.organisationId) continue;
    const about = pointsOf(claim, values);
    const { issuerOrganisationId: debtor, organisationId: creditor, minor } = claim;
    add(debtor, { kind: 'OWED', counterpartId: creditor, about, minor });
    add(creditor, { kind: 'DUE', counterpartId: debtor, about, minor: -minor });
  }
  const { administratorId } = period;
  for (const { cafeId, organisationId, valueVersion, points, minor } of period.expired) {
    if (organisationId === administratorId) continue;
    const minorPerThousand = values.get(valueVersion) ?? 0n;
    const about = { issuerCafeId: cafeId, issuerOrganisationId: organisationId, cafeId: null };
    const line = { kind: 'BREAKAGE', about: { ...about, valueVersion, minorPerThousand, points } } as const;
    add(organisationId, { ...line, counterpartId: administratorId, minor });
    add(administratorId, { ...line, counterpartId: organisationId, minor: -minor });
  }
  for (const { organisationId, fee } of period.owners) {
    if (organisationId === administratorId || fee === 0n) continue;
    add(organisationId, { kind: 'FEE', counterpartId: administratorId, about: null, minor: -fee });
    add(administratorId, { kind: 'FEE', counterpartId: organisationId, about: null, minor: fee });
  }
  for (const one of period.adjustments) {
    const line = { kind: 'ADJUSTMENT', about: null } as const;
    add(one.debtorId, { ...line, counterpartId: one.creditorId, minor: one.minor }, one);
    add(one.creditorId, { ...line, counterpartId: one.debtorId, minor: -one.minor }, one);
  }
  return [...lines]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([recipientId, all]) => {
      const total = all.reduce((sum, line) => sum + line.minor, 0n);
      return { recipientId, lines: all, total };
    });
}

function pointsOf(claim: PricedClaim, values: ReadonlyMap<number, bigint>): LinePoints {
  const { issuerCafeId, issuerOrganisationId, cafeId, valueVersion, points } = claim;
  const minorPerThousand = values.get(valueVersion) ?? 0n;
  return { issuerCafeId, issuerOrganisationId, cafeId, valueVersion, minorPerThousand, points };
}
