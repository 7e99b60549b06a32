/** What card payments hold of transfers of money: each is paid once at most, and nothing else pays it meanwhile. */
import { statement, type Transaction } from '@sippy/kit/db';
import type { PeriodTransfer } from '../domain/period.ts';
import { holdEnded } from '../domain/refusals.ts';

/** Whether it is not known yet how the payment ends, or it has brought its money, or none. */
export type HoldStatus = 'HELD' | 'PAID' | 'RELEASED';

const findHold = statement<{ minor: bigint; status: HoldStatus }>(
  'settlement_find_hold',
  'select minor, status from transfer_hold where payment_id = $1',
);
const insertHold = statement<object>(
  'settlement_insert_hold',
  `insert into transfer_hold (payment_id, transfer_id, minor, status, hold_time) values ($1, $2, $3, 'HELD', $4)`,
);
/** A payment may end before it has asked to hold anything. */
const keepEnd = statement<object>(
  'settlement_end_hold',
  `insert into transfer_hold (payment_id, transfer_id, minor, status, hold_time, end_time) values ($1, $2, $3, $4, $5, $5)
   on conflict (payment_id) do update set status = $4, end_time = $5`,
);
const keepHeld = statement<object>(
  'settlement_keep_held',
  'update money_transfer set held = $2 where transfer_id = $1',
);
const dayOf = statement<{ day: string }>(
  'settlement_day_in_network',
  'select ($2::timestamptz at time zone time_zone)::date::text as day from network where network_id = $1',
);

/** A card payment, as the payment service tells of it. */
export interface CardPayment {
  paymentId: string;
  minor: bigint;
}

/** Holds what a payment may bring, once; `withHold` refuses what is not open. Whoever calls holds the transfer. */
export async function holdTransfer(
  tx: Transaction,
  { paymentId, minor }: CardPayment,
  at: Date,
  withHold: () => PeriodTransfer,
): Promise<void> {
  const [known] = await tx.query(findHold, [paymentId]);
  if (known?.status === 'HELD') return;
  if (known) throw holdEnded();
  const { transferId, held } = withHold();
  await tx.query(insertHold, [paymentId, transferId, minor, at]);
  await tx.query(keepHeld, [transferId, held]);
}

/** What a payment holds, or how it is known to have ended; undefined if it never held anything. Whoever calls holds the transfer. */
export async function findHeld(
  tx: Transaction,
  paymentId: string,
): Promise<{ minor: bigint; status: HoldStatus } | undefined> {
  return (await tx.query(findHold, [paymentId]))[0];
}

/** Writes down that a payment has ended, and how, and what is held of its transfer then. */
export async function endHold(
  tx: Transaction,
  { paymentId, minor }: CardPayment,
  transfer: Pick<PeriodTransfer, 'transferId' | 'held'>,
  status: Exclude<HoldStatus, 'HELD'>,
  at: Date,
): Promise<void> {
  await tx.query(keepEnd, [paymentId, transfer.transferId, minor, status, at]);
  await tx.query(keepHeld, [transfer.transferId, transfer.held]);
}

/** The day of a moment in a network's zone. */
export async function dayInNetwork(tx: Transaction, networkId: string, at: Date): Promise<string> {
  const [row] = await tx.query(dayOf, [networkId, at]);
  if (!row) throw new Error(`there is no network ${networkId}`);
  return row.day;
}
