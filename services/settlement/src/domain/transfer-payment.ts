/** Money that is received for a transfer between owners. */
import { decimalOf } from './amount-text.ts';
import type { PeriodTransfer } from './period.ts';
import { overpaid, paymentTakenBack } from './refusals.ts';

/** What was received, or, with a negative amount, taken back. */
export interface TransferPayment {
  transferPaymentId: string;
  minor: bigint;
  receivedDay: string;
  bankText: string;
  /** The payment that this one takes back. */
  takesBackId: string | null;
  recordTime: Date;
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

/** The transfer with one more payment. Refuses more than is open. */
export function withPayment(
  transfer: PeriodTransfer,
  payment: Omit<TransferPayment, 'takesBackId'>,
  currencyCode: string,
): PeriodTransfer {
  const open = transfer.minor - transfer.paid;
  if (payment.minor > open) throw overpaid(`${decimalOf(open, currencyCode)} ${currencyCode}`);
  return add(transfer, { ...payment, takesBackId: null });
}

/** The transfer with one of its payments taken back. Refuses what was taken back, or takes back itself. */
export function withoutPayment(
  transfer: PeriodTransfer,
  paymentId: string,
  entry: Pick<TransferPayment, 'transferPaymentId' | 'recordTime'>,
): PeriodTransfer {
  const payment = transfer.payments.find((one) => one.transferPaymentId === paymentId);
  const done = transfer.payments.some((one) => one.takesBackId === paymentId);
  if (!payment || done || payment.minor < 0n) throw paymentTakenBack();
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
