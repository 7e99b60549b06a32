import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { requestIdReused } from '@sippy/kit/once';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import { monthOf } from '../domain/month.ts';
import type { PeriodStatusName, PeriodTransfer } from '../domain/period.ts';
import { transferChanged, transferOverdue } from '../messages/facts.ts';
import { freezeTransfers } from './frozen.ts';
import { keepPeriodStatus } from './period-status.ts';
import { TRANSFER_JSON, type TransferJson, transferOf } from './transfer-columns.ts';

/** A transfer with the month that it settles. */
export interface SettlingTransfer {
  transfer: PeriodTransfer;
  currencyCode: string;
  period: {
    periodId: string;
    networkId: string;
    month: string;
    status: PeriodStatusName;
    administratorId: string;
    version: bigint;
  };
}

interface SettlingRow {
  transfer: TransferJson;
  currency_code: string;
  period_id: string;
  network_id: string;
  month: string;
  status: PeriodStatusName;
  organisation_id: string;
  version: bigint;
}

/** Which transfer: by its id, its reference, or one of its payments. */
export interface TransferName {
  transferId?: string;
  reference?: string;
  transferPaymentId?: string;
}

const NAMED = `from money_transfer t join period p using (period_id)
  where t.reference = $1 or t.transfer_id = coalesce($3, (select r.transfer_id from transfer_payment r where r.transfer_payment_id = $2))`;
const findTransfer = statement<SettlingRow>(
  'settlement_find_transfer',
  `select ${TRANSFER_JSON} as transfer, t.currency_code, p.period_id, p.network_id, p.month, p.status, p.organisation_id,
     p.version ${NAMED}`,
);
/** Transfers of one month are paid one after the other, so that the last one is known to be the last. */
const lockPeriod = statement<object>('settlement_lock_transfer', `select ${NAMED} for update of p, t`);
const findRequest = statement<{ hash: Buffer }>(
  'settlement_find_transfer_request',
  'select request_hash as hash from transfer_payment where request_key = $1',
);
const insertPayment = statement<object>(
  'settlement_insert_transfer_payment',
  `insert into transfer_payment (transfer_payment_id, transfer_id, minor, received_day, bank_text, takes_back_id,
     record_time, actor_id, request_key, request_hash, payment_id)
   values ($1, $2, $3, $4::date, $5, $6, $7, $8, $9, $10, $11)`,
);
/** Who has paid is reminded no more; who owes again is, when it is late. */
const keepPaid = statement<object>(
  'settlement_keep_paid',
  `update money_transfer set paid = $2, version = $3, held = $5, frozen = least(frozen, minor - $2),
     remind_time = case when $2 = minor then null else coalesce(remind_time, greatest(due_time, $4)) end
   where transfer_id = $1`,
);
const takeOverdue = statement<SettlingRow & { reminders: number }>(
  'settlement_take_overdue',
  `with due as (
     select transfer_id from money_transfer where remind_time <= $1 and paid + frozen < minor order by transfer_id limit 100 for update skip locked
   )
   update money_transfer t set remind_time = $1::timestamptz + interval '7 days', reminders = reminders + 1,
     version = t.version + 1
   from due, period p where t.transfer_id = due.transfer_id and p.period_id = t.period_id
   returning ${TRANSFER_JSON} as transfer, t.currency_code, p.period_id, p.network_id, p.month, p.status,
     p.organisation_id, p.version, t.reminders`,
);

/** Reads a transfer, if the scope may see it. */
export async function findSettlingTransfer(
  db: Database,
  scope: Scope,
  name: TransferName,
): Promise<SettlingTransfer | undefined> {
  const [row] = await db.read(scope, findTransfer, paramsOf(name));
  return row && settlingOf(row);
}

const paramsOf = ({ reference, transferPaymentId, transferId }: TransferName) => [
  reference ?? null,
  transferPaymentId ?? null,
  transferId ?? null,
];

/** Holds the month of a transfer and reads it, in a transaction that sees everything. */
export async function heldTransfer(
  tx: Transaction,
  name: TransferName,
): Promise<SettlingTransfer | undefined> {
  const params = paramsOf(name);
  await tx.query(lockPeriod, params);
  const [row] = await tx.query(findTransfer, params);
  return row && settlingOf(row);
}

/** What makes a repeated request the same payment again. */
export interface PaymentRequest {
  key: string;
  hash: Uint8Array;
  actorId: string;
}

/** Whether a request has been recorded already. Refuses one that is another request's. */
export async function isRecorded(tx: Transaction, { key, hash }: PaymentRequest): Promise<boolean> {
  const [row] = await tx.query(findRequest, [key]);
  if (row && !row.hash.equals(hash)) throw requestIdReused();
  return row !== undefined;
}

/** Writes the last payment of a transfer, and whether its month is paid by it. */
export async function recordLastPayment(
  tx: Transaction,
  { period, currencyCode }: SettlingTransfer,
  changed: PeriodTransfer,
  { key, hash, actorId }: PaymentRequest,
): Promise<void> {
  const payment = changed.payments.at(-1);
  if (!payment) throw new Error('there is no payment to be recorded');
  await tx.query(insertPayment, [
    ...[payment.transferPaymentId, changed.transferId, payment.minor, payment.receivedDay],
    ...[payment.bankText, payment.takesBackId, payment.recordTime, actorId, key, hash, payment.paymentId],
  ]);
  const { transferId, paid, version, held } = changed;
  await tx.query(keepPaid, [transferId, paid, version, payment.recordTime, held]);
  await freezeTransfers(tx, period.periodId, changed.debtorId);
  await tx.append([transferChanged(changed, period, currencyCode)]);
  await keepPeriodStatus(tx, period);
}

/** Tells of transfers that are late, each every week; returns of how many. */
export function remindOverdue(db: Database, now: Date): Promise<number> {
  return db.transaction(serviceScope, async (tx) => {
    const rows = await tx.query(takeOverdue, [now]);
    await tx.append(
      rows.map((row) => {
        const { transfer, period, currencyCode } = settlingOf(row);
        return transferOverdue(transfer, period, currencyCode, row.reminders);
      }),
    );
    return rows.length;
  });
}

function settlingOf(row: SettlingRow): SettlingTransfer {
  return {
    transfer: transferOf(row.transfer),
    currencyCode: row.currency_code,
    period: {
      periodId: row.period_id,
      networkId: row.network_id,
      month: monthOf(row.month),
      status: row.status,
      administratorId: row.organisation_id,
      version: row.version,
    },
  };
}
