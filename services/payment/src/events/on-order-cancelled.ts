import { type Consumer, decodePayload } from '@sippy/kit/events';
import { OrderCancelled } from '@sippy/proto/order/v1/order_event';
import { closeAccountIn } from '../store/closed-orders.ts';

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
      const { orderId, organisationId, cafeId, version } = order;
      const closed = {
        ...{ orderId, organisationId, cafeId, version },
        customerId: order.customerId || null,
        total: order.totals?.total?.minor ?? 0n,
        currency: order.totals?.total?.currencyCode ?? '',
      };
      await closeAccountIn(tx, closed, event.eventTime ?? new Date());
    }
  },
};
