/** Money that is received for a transfer between owners. */
import { decimalOf } from './amount-text.ts';
import type { PeriodTransfer } from './period.ts';
import { cardUnderWay, notOpen, overpaid, paidByCard, paymentTakenBack } from './refusals.ts';

/** What was received, or, with a negative amount, taken back. */
export interface TransferPayment {
  transferPaymentId: string;
  minor: bigint;
  receivedDay: string;
  bankText: string;
  /** The payment that this one takes back. */
  takesBackId: string | null;
  recordTime: Date;
  /** The payment of the payment service, where it was paid by card. */
  paymentId: string | null;
}

/** How far a transfer has been paid. */
export type TransferStatusName = 'OPEN' | 'PARTLY_PAID' | 'PAID';

/** How far a transfer has been paid, by what was received for it. */
export function statusOf({ minor, paid }: Pick<PeriodTransfer, 'minor' | 'paid'>): TransferStatusName {
  return paid === 0n ? 'OPEN' : paid < minor ? 'PARTLY_PAID' : 'PAID';
}

/** Whether more of a transfer than is disputed is late at a moment. */
export function isOverdue(transfer: PeriodTransfer, now: Date): boolean {
  return (
    transfer.dueTime !== null && now >= transfer.dueTime && transfer.paid + transfer.frozen < transfer.minor
  );
}

/** The transfer with one more payment. Refuses more than is open, also where a card is about to pay that. */
export function withPayment(
  transfer: PeriodTransfer,
  payment: Omit<TransferPayment, 'takesBackId' | 'paymentId'>,
  currencyCode: string,
): PeriodTransfer {
  const { held } = transfer;
  const open = openOf(transfer);
  const money = (minor: bigint) => `${decimalOf(minor, currencyCode)} ${currencyCode}`;
  if (payment.minor > open + held) throw overpaid(money(open + held));
  if (payment.minor > open) throw cardUnderWay(money(held), money(open));
  return add(transfer, { ...payment, takesBackId: null, paymentId: null });
}

/** The transfer with an amount held for a card payment. Refuses more than is open. */
export function withHold(transfer: PeriodTransfer, minor: bigint, currencyCode: string): PeriodTransfer {
  const open = openOf(transfer);
  if (minor > open) throw notOpen(`${decimalOf(open, currencyCode)} ${currencyCode}`);
  return { ...transfer, held: transfer.held + minor };
}

/** The transfer with a card payment for which `held` was kept. */
export function withCardPayment(
  transfer: PeriodTransfer,
  payment: Omit<TransferPayment, 'takesBackId' | 'bankText'> & { paymentId: string },
  held: bigint,
): PeriodTransfer {
  const freed = { ...transfer, held: transfer.held - held };
  return add(freed, { ...payment, bankText: '', takesBackId: null });
}

/** What cards may pay of a transfer in all: what it is, less what was paid otherwise. */
export function payableByCard({ minor, payments }: PeriodTransfer): bigint {
  return payments.reduce((left, one) => (one.paymentId === null ? left - one.minor : left), minor);
}

const openOf = ({ minor, paid, held }: PeriodTransfer) => minor - paid - held;

/** The transfer with one of its payments taken back. Refuses what was taken back, takes back itself, or was paid by card. */
export function withoutPayment(
  transfer: PeriodTransfer,
  paymentId: string,
  entry: Pick<TransferPayment, 'transferPaymentId' | 'recordTime'>,
): PeriodTransfer {
  const payment = transfer.payments.find((one) => one.transferPaymentId === paymentId);
  const done = transfer.payments.some((one) => one.takesBackId === paymentId);
  if (!payment || done || payment.minor < 0n) throw paymentTakenBack();
  if (payment.paymentId !== null) throw paidByCard();
  return add(transfer, { ...payment, ...entry, minor: -payment.minor, takesBackId: paymentId });
}

function add(transfer: PeriodTransfer, payment: TransferPayment): PeriodTransfer {
  return {
    ...transfer,
    paid: transfer.paid + payment.minor,
    payments: [...transfer.payments, payment],
    version: transfer.version + 1n,
  };
}
