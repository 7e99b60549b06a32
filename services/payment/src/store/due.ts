/** Payments and refunds that somebody must look after. */
import { type Database, statement } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';

const BATCH = 200;

const duePayments = statement<{ id: string }>(
  'payment_due_payments',
  `select payment_id as id from payment where check_time <= $1 order by check_time limit ${BATCH}`,
);
const dueRefunds = statement<{ id: string }>(
  'payment_due_refunds',
  `select refund_id as id from refund where check_time <= $1 order by check_time limit ${BATCH}`,
);
const putOffPayment = statement<object>(
  'payment_put_off_payment',
  `update payment set check_time = now() + interval '1 minute' where payment_id = $1 and check_time is not null`,
);
const putOffRefund = statement<object>(
  'payment_put_off_refund',
  `update refund set check_time = now() + interval '1 minute' where refund_id = $1 and check_time is not null`,
);

/** One that is due. */
export interface Due {
  kind: 'payment' | 'refund';
  id: string;
}

/** What is due by a time, the longest waiting first, payments before refunds; at most 200 of each. */
export async function listDue(db: Database, by: Date): Promise<Due[]> {
  const payments = await db.read(serviceScope, duePayments, [by]);
  const refunds = await db.read(serviceScope, dueRefunds, [by]);
  return [
    ...payments.map(({ id }): Due => ({ kind: 'payment', id })),
    ...refunds.map(({ id }): Due => ({ kind: 'refund', id })),
  ];
}

/** Has it wait another minute. */
export async function putOff(db: Database, { kind, id }: Due): Promise<void> {
  await db.command(serviceScope, kind === 'payment' ? putOffPayment : putOffRefund, [id]);
}
