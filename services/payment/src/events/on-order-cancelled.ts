import { statement } from '@sippy/kit/db';
import { type Consumer, decodePayload, type Event } from '@sippy/kit/events';
import { OrderCancelled } from '@sippy/proto/order/v1/order_event';

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

/**
 * A cancelled order takes no more money: what is under way is withdrawn, and what was taken is given back. Here it is only
 * marked; the reconciliation does it.
 */
export const onOrderCancelled: Consumer = {
  name: 'payment-cancelled-orders',
  stream: 'order',
  types: ['order.cancelled'],
  async apply(tx, events) {
    const cancelled = events.map((event) => ({ event, order: decodePayload(event, OrderCancelled).order }));
    cancelled.sort((a, b) => (a.event.aggregateId < b.event.aggregateId ? -1 : 1));
    for (const { event, order } of cancelled) {
      if (!order) throw new Error(`order.cancelled ${event.eventId} carries no order`);
      const total = order.totals?.total;
      const now = timeOf(event);
      await tx.query(close, [
        order.orderId,
        order.organisationId,
        order.cafeId,
        order.customerId || null,
        total?.currencyCode ?? '',
        order.version,
        total?.minor ?? 0n,
        now,
      ]);
      await tx.query(unsettled, [order.orderId, now]);
    }
  },
};

const timeOf = (event: Event): Date => event.eventTime ?? new Date();
