import type { PeriodTransfer } from '../domain/period.ts';

/** A transfer as a statement returns it, within JSON: big numbers and times are texts. */
export interface TransferJson {
  transferId: string;
  debtorId: string;
  creditorId: string;
  minor: string;
  paid: string;
  frozen: string;
  held: string;
  version: string;
  reference: string;
  dueDay: string | null;
  dueTime: string | null;
  debtorName: string | null;
  creditorName: string | null;
  payments: {
    transferPaymentId: string;
    minor: string;
    receivedDay: string;
    bankText: string;
    takesBackId: string | null;
    recordTime: string;
    paymentId: string | null;
  }[];
}

/** The transfer of the alias `t` as JSON, with what was received for it. */
export const TRANSFER_JSON = `jsonb_build_object('transferId', t.transfer_id, 'debtorId', t.debtor_organisation_id,
  'creditorId', t.creditor_organisation_id, 'minor', t.minor::text, 'paid', t.paid::text, 'frozen', t.frozen::text, 'held', t.held::text, 'version', t.version::text,
  'reference', t.reference, 'dueDay', t.due_day, 'dueTime', t.due_time, 'debtorName', t.debtor_name,
  'creditorName', t.creditor_name, 'payments', (
    select coalesce(jsonb_agg(jsonb_build_object('transferPaymentId', r.transfer_payment_id, 'minor', r.minor::text,
      'receivedDay', r.received_day, 'bankText', r.bank_text, 'takesBackId', r.takes_back_id, 'recordTime',
      r.record_time, 'paymentId', r.payment_id) order by r.transfer_payment_id), '[]')
    from transfer_payment r where r.transfer_id = t.transfer_id))`;

/** A transfer as it was read. */
export function transferOf(row: TransferJson): PeriodTransfer {
  return {
    ...row,
    minor: BigInt(row.minor),
    paid: BigInt(row.paid),
    frozen: BigInt(row.frozen),
    held: BigInt(row.held),
    version: BigInt(row.version),
    dueTime: row.dueTime === null ? null : new Date(row.dueTime),
    payments: row.payments.map((payment) => ({
      ...payment,
      minor: BigInt(payment.minor),
      recordTime: new Date(payment.recordTime),
    })),
  };
}
