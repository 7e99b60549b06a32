import { hash } from 'node:crypto';
import type { Transaction } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { withCardPayment } from '../domain/transfer-payment.ts';
import { dayInNetwork, endHold, findHeld } from '../store/transfer-holds.ts';
import { heldTransfer, recordLastPayment } from '../store/transfers.ts';

/** How a card payment of a transfer has ended. */
export interface EndedCardPayment {
  paymentId: string;
  transferId: string;
  minor: bigint;
  /** Kind and id of who paid. */
  payer: string;
  /** When the money was taken; undefined if none was. */
  paidTime: Date | undefined;
}

/** Records what a card payment brought, or lets go of what it held: once, however often it is told. */
export async function endCardPayment(tx: Transaction, ended: EndedCardPayment, now: Date): Promise<void> {
  const { paymentId, transferId, minor, payer, paidTime } = ended;
  const settling = await heldTransfer(tx, { transferId });
  if (!settling) throw new Error(`payment ${paymentId} is for a transfer that there is not: ${transferId}`);
  const known = await findHeld(tx, paymentId);
  const status = paidTime ? 'PAID' : 'RELEASED';
  if (known?.status === status) return;
  if (known && known.status !== 'HELD')
    throw new Error(`payment ${paymentId} is ${known.status}, now ${status}`);
  const held = known?.minor ?? 0n;
  const { transfer, period } = settling;
  if (!paidTime) {
    const left = { transferId, held: transfer.held - held };
    return endHold(tx, ended, left, status, now);
  }
  const receivedDay = await dayInNetwork(tx, period.networkId, paidTime);
  const entry = { transferPaymentId: newId(), minor, receivedDay, recordTime: now, paymentId };
  const paid = withCardPayment(transfer, entry, held);
  const key = `payment\n${paymentId}`;
  const request = { key, hash: hash('sha256', key, 'buffer'), actorId: payer };
  await endHold(tx, ended, paid, status, now);
  await recordLastPayment(tx, settling, paid, request);
}
