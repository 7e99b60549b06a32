/** Disputes about lines of invoices: who may do what, and what a payer need not pay meanwhile. */
import { decimalOf } from './amount-text.ts';
import type { Invoice, InvoiceLine } from './invoice.ts';
import {
  deciderNeeded,
  disputeEnded,
  disputeFull,
  disputeTooLarge,
  invoiceOfAnother,
  openerNeeded,
} from './refusals.ts';

/** How far a dispute has come. */
export type DisputeStatusName = 'OPEN' | 'RESOLVED' | 'WITHDRAWN';

/** What was said in a dispute. */
export interface DisputeMessage {
  number: number;
  organisationId: string;
  text: string;
  messageTime: Date;
}

/** A dispute; `messages` is empty where only its head was read. */
export interface Dispute {
  disputeId: string;
  networkId: string;
  periodId: string;
  month: string;
  invoiceNumber: bigint;
  lineId: string;
  lineNumber: number;
  matter: string;
  openerId: string;
  counterpartId: string;
  administratorId: string;
  currencyCode: string;
  /** By how much the line is wrong to the opener's harm. */
  minor: bigint;
  freezes: boolean;
  status: DisputeStatusName;
  granted: bigint | null;
  /** The month in which what was granted is settled. */
  adjustmentMonth: string | null;
  messageCount: number;
  messages: readonly DisputeMessage[];
  openTime: Date;
  endTime: Date | null;
  version: bigint;
}

/** What was granted in a dispute and is settled in a month. */
export interface Adjustment {
  adjustmentId: string;
  disputeId: string;
  debtorId: string;
  creditorId: string;
  minor: bigint;
  disputedMonth: string;
  invoiceNumber: bigint;
  lineNumber: number;
}

/** Most messages of a dispute. */
export const MAX_MESSAGES = 200;

/** Days without a word after which the sides of an open dispute are reminded. */
export const DAYS_TO_ANSWER = 7;

/**
 * A dispute about a line of an invoice, opened by whom the invoice is for. Refuses invoices of others and, where the line
 * is owed, more than it.
 */
export function disputeOf(
  invoice: Invoice,
  lineNumber: number,
  organisationId: string,
  minor: bigint,
  disputeId: string,
  openTime: Date,
): Dispute {
  const line = invoice.lines[lineNumber - 1];
  if (!line) throw new Error(`there is no line ${lineNumber}`);
  if (invoice.recipientId !== organisationId) throw invoiceOfAnother();
  const freezes = line.minor > 0n;
  if (freezes && minor > line.minor)
    throw disputeTooLarge(`${decimalOf(line.minor, invoice.currencyCode)} ${invoice.currencyCode}`);
  const { networkId, periodId, month, currencyCode } = invoice;
  return {
    ...{ disputeId, networkId, periodId, month, currencyCode, minor, freezes, openTime },
    ...{ invoiceNumber: invoice.number, lineId: line.lineId, lineNumber, matter: matterOf(invoice, line) },
    ...{ openerId: organisationId, counterpartId: line.counterpartId, administratorId: invoice.issuerId },
    ...{ status: 'OPEN', granted: null, adjustmentMonth: null, messageCount: 0, messages: [] },
    ...{ endTime: null, version: 1n },
  };
}

/** What a line is about, the same on the invoices of both sides. */
function matterOf({ periodId, recipientId }: Invoice, line: InvoiceLine): string {
  const { about, adjustment } = line;
  const kind = line.kind === 'DUE' || line.kind === 'OWED' ? 'POINTS' : line.kind;
  const sides = [recipientId, line.counterpartId].sort();
  const points = about && [about.issuerCafeId, about.cafeId, about.valueVersion];
  return [periodId, kind, ...sides, ...(points ?? []), adjustment?.adjustmentId ?? ''].join(' ');
}

/** A dispute in which something more was said. Refuses one that has ended, and one that is full. */
export function answered(dispute: Dispute): Dispute {
  requireOpen(dispute);
  if (dispute.messageCount >= MAX_MESSAGES) throw disputeFull(MAX_MESSAGES);
  return { ...dispute, messageCount: dispute.messageCount + 1, version: dispute.version + 1n };
}

/** A dispute, decided. Refuses the opener, who would be their own judge, and more than was asked for. */
export function resolved(dispute: Dispute, organisationId: string, granted: bigint, endTime: Date): Dispute {
  if (organisationId === dispute.openerId) throw deciderNeeded();
  requireOpen(dispute);
  if (granted > dispute.minor)
    throw disputeTooLarge(`${decimalOf(dispute.minor, dispute.currencyCode)} ${dispute.currencyCode}`);
  return ended(dispute, { status: 'RESOLVED', granted, endTime });
}

/** A dispute, taken back by its opener. Refuses others. */
export function withdrawn(dispute: Dispute, organisationId: string, endTime: Date): Dispute {
  if (organisationId !== dispute.openerId) throw openerNeeded();
  requireOpen(dispute);
  return ended(dispute, { status: 'WITHDRAWN', granted: null, endTime });
}

function requireOpen({ status }: Dispute): void {
  if (status !== 'OPEN') throw disputeEnded(status);
}

function ended(dispute: Dispute, end: Pick<Dispute, 'status' | 'granted' | 'endTime'>): Dispute {
  return { ...dispute, ...end, version: dispute.version + 1n };
}

/** Whether an organisation is a side of a dispute, or administers its network. */
export function takesPart(dispute: Dispute, organisationId: string): boolean {
  return [dispute.openerId, dispute.counterpartId, dispute.administratorId].includes(organisationId);
}

/** What is open of a transfer that a payer is to make. */
export interface OpenTransfer {
  transferId: string;
  creditorId: string;
  open: bigint;
}

/** What a payer disputes, against whom. */
export interface FrozenClaim {
  counterpartId: string;
  minor: bigint;
}

/**
 * What a payer need not pay of each transfer while they dispute lines: each amount takes from what is open to its
 * counterpart first, then from the others in the order of their ids, since whom an owner pays need not be whom they owe.
 */
export function frozenOf(
  transfers: readonly OpenTransfer[],
  claims: readonly FrozenClaim[],
): Map<string, bigint> {
  const ordered = transfers.toSorted((a, b) => (a.transferId < b.transferId ? -1 : 1));
  const frozen = new Map(ordered.map(({ transferId }) => [transferId, 0n]));
  const freeze = (all: readonly OpenTransfer[], wanted: bigint) =>
    all.reduce((left, { transferId, open }) => {
      const before = frozen.get(transferId) ?? 0n;
      const more = left < open - before ? left : open - before;
      frozen.set(transferId, before + more);
      return left - more;
    }, wanted);
  const rest = claims.map(({ counterpartId, minor }) =>
    freeze(
      ordered.filter((transfer) => transfer.creditorId === counterpartId),
      minor,
    ),
  );
  for (const left of rest) freeze(ordered, left);
  return frozen;
}

/** What follows from a decided dispute in money: the other side owes what was granted. Undefined where that is nothing. */
export function adjustmentFor(dispute: Dispute, adjustmentId: string): Adjustment | undefined {
  const { disputeId, openerId, counterpartId, granted, invoiceNumber, lineNumber } = dispute;
  if (granted === null || granted === 0n) return undefined;
  return {
    ...{ adjustmentId, disputeId, minor: granted, invoiceNumber, lineNumber },
    ...{ debtorId: counterpartId, creditorId: openerId, disputedMonth: dispute.month },
  };
}
