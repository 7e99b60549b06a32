import { statement, type Transaction } from '@sippy/kit/db';
import type { OrderToPay } from '../domain/pay.ts';

const close = statement<object>(
  'payment_close_payable',
  `insert into payable (order_id, organisation_id, cafe_id, customer_id, version, currency_code, order_version, order_total,
     held, authorized, paid, tip, received, refunded, captures, closed_time, create_time, update_time)
   values ($1, $2, $3, $4, 1, $5, $6, $7, 0, 0, 0, 0, 0, 0, 0, $8, $8, $8)
   on conflict (order_id) do update set closed_time = $8, update_time = $8, version = payable.version + 1
   where payable.closed_time is null`,
);

const unsettled = statement<object>(
  'payment_check_closed',
  `update payment set check_time = $2
   where order_id = $1 and (status not in ('CAPTURED', 'FAILED', 'CANCELLED') or captured > refunded + refunding)`,
);

/** An order that was cancelled, as far as its account needs it. */
export type ClosedOrder = Omit<OrderToPay, 'number' | 'businessDay'>;

/** Closes an order's account, and has the reconciliation look at once after what is not settled of it. */
export async function closeAccountIn(tx: Transaction, order: ClosedOrder, at: Date): Promise<void> {
  await tx.query(close, [
    order.orderId,
    order.organisationId,
    order.cafeId,
    order.customerId,
    order.currency,
    order.version,
    order.total,
    at,
  ]);
  await tx.query(unsettled, [order.orderId, at]);
}
