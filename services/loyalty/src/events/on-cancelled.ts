import type { Consumer } from '@sippy/kit/events';
import type { LoyaltyContext } from '../context.ts';
import { followCancelledOrders } from '../steps/follow-orders.ts';

/** Gives vouchers back whose orders were cancelled or have expired. Order and repetition of events do not matter. */
export function onCancelled(ctx: LoyaltyContext): Consumer {
  return {
    name: 'loyalty-cancelled',
    stream: 'order',
    types: ['order.cancelled'],
    apply: (tx, events) =>
      followCancelledOrders(ctx, tx, [...new Set(events.map(({ aggregateId }) => aggregateId))]),
  };
}
