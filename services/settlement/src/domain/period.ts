import type { Adjustment } from './dispute.ts';
import type { CafePosition, Figures, OwnerPosition, PricedBreakage, PricedClaim } from './figures.ts';
import { endOfMonth, firstDay, monthOf, nextMonth } from './month.ts';
import type { BreakageFundingName, DefaultFundingName, Fee, Network } from './network.ts';
import { earlierMonthOpen, monthNotOver, periodLocked } from './refusals.ts';
import type { TransferPayment } from './transfer-payment.ts';

/** How far the settlement of a month has come. */
export type PeriodStatusName = 'DRAFT' | 'LOCKED' | 'INVOICED' | 'PAID';

/** A transfer of money; without id and reference while the month is a draft, without day and names until it is invoiced. */
export interface PeriodTransfer {
  transferId: string;
  debtorId: string;
  creditorId: string;
  minor: bigint;
  reference: string;
  dueDay: string | null;
  /** From when on it is late. */
  dueTime: Date | null;
  /** Names of both when the invoices were issued. */
  debtorName: string | null;
  creditorName: string | null;
  /** What was received for it. */
  paid: bigint;
  /** What of it its debtor disputes, and need not pay meanwhile. */
  frozen: bigint;
  /** What of it is being paid by card. */
  held: bigint;
  payments: readonly TransferPayment[];
  version: bigint;
}

/** A month of a network with what it comes to. */
export interface Period {
  /** Empty while it is a draft. */
  periodId: string;
  networkId: string;
  month: string;
  status: PeriodStatusName;
  currencyCode: string;
  administratorId: string;
  breakageFunding: BreakageFundingName;
  defaultFunding: DefaultFundingName;
  fee: Fee;
  claims: readonly PricedClaim[];
  expired: readonly PricedBreakage[];
  adjustments: readonly Adjustment[];
  cafes: readonly CafePosition[];
  owners: readonly OwnerPosition[];
  transfers: readonly PeriodTransfer[];
  endTime: Date;
  lockTime: Date | null;
  invoiceTime: Date | null;
  version: bigint;
}

const NOT_ISSUED = {
  ...{ transferId: '', reference: '', dueDay: null, dueTime: null, debtorName: null, creditorName: null },
  ...{ paid: 0n, frozen: 0n, held: 0n, payments: [], version: 0n },
};

/** A month as it would be settled if nothing more came. */
export function draftOf(
  network: Network,
  month: string,
  figures: Figures,
  adjustments: readonly Adjustment[],
): Period {
  const { networkId, currencyCode, administratorId, breakageFunding, defaultFunding, fee } = network;
  return {
    ...{ networkId, month, currencyCode, administratorId, breakageFunding, defaultFunding, fee },
    ...{ periodId: '', status: 'DRAFT', lockTime: null, invoiceTime: null, version: 0n },
    claims: figures.claims,
    expired: figures.breakage,
    adjustments,
    cafes: figures.cafes,
    owners: figures.owners,
    transfers: figures.transfers.map((one) => ({ ...one, ...NOT_ISSUED })),
    endTime: endOf(network, month),
  };
}

/** A draft that is fixed now: its transfers have ids and references. */
export function lockedFrom(
  draft: Period,
  periodId: string,
  lockTime: Date,
  newTransfer: () => Pick<PeriodTransfer, 'transferId' | 'reference'>,
): Period {
  const transfers = draft.transfers.map((one) => ({ ...one, ...newTransfer() }));
  return { ...draft, periodId, status: 'LOCKED', transfers, lockTime, version: 1n };
}

/** From when a month can be locked: when it is over in the network's zone and at every café. */
export function endOf(network: Network, month: string): Date {
  return endOfMonth(month, [network.timeZone, ...network.stays.map((stay) => stay.timeZone)]);
}

/**
 * Refuses a month that cannot be locked: locked already, not over, or after one that has postings and is open.
 * `firstOpen` is the first month with postings that is not locked.
 */
export function requireLockable(
  network: Network,
  month: string,
  now: Date,
  firstOpen: string | undefined,
): void {
  if (network.openFrom !== null && month < monthOf(network.openFrom)) throw periodLocked(month);
  const end = endOf(network, month);
  if (now < end) throw monthNotOver(month, end);
  if (firstOpen !== undefined && firstOpen < month) throw earlierMonthOpen(firstOpen);
}

/** The owners with a café in the network on any day of a month. */
export function membersIn(network: Network, month: string): string[] {
  const [first, after] = [firstDay(month), firstDay(nextMonth(month))];
  const staying = network.stays.filter(
    (stay) => stay.joinDay < after && (stay.leaveDay === null || stay.leaveDay > first),
  );
  return [...new Set(staying.map((stay) => stay.organisationId))];
}

/** What one party may see of a month: the administrator all, an owner what is theirs. */
export function seenBy(period: Period, organisationId: string): Period {
  if (organisationId === period.administratorId) return period;
  const mine = (id: string) => id === organisationId;
  return {
    ...period,
    claims: period.claims.filter((one) => mine(one.issuerOrganisationId) || mine(one.organisationId)),
    expired: period.expired.filter((one) => mine(one.organisationId)),
    adjustments: period.adjustments.filter((one) => mine(one.debtorId) || mine(one.creditorId)),
    cafes: period.cafes.filter((one) => mine(one.organisationId)),
    owners: period.owners.filter((one) => mine(one.organisationId)),
    transfers: period.transfers.filter((one) => mine(one.debtorId) || mine(one.creditorId)),
  };
}
