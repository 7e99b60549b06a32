import type { Call } from '@sippy/kit/call';
import { liveStream } from '@sippy/kit/live-stream';
import { tellOnce } from '@sippy/kit/told-once';
import type { Order } from '@sippy/proto/order/v1/order';
import type { WatchOrdersResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { changedOrders, type Following, sentVersions, snapshot } from './follow.ts';

/** The followed orders as they are now, or on from a sequence, then each as it changes. */
export function followOrders(
  ctx: OrderContext,
  following: Following,
  afterSequence: bigint,
  call: Call,
): AsyncGenerator<WatchOrdersResponse> {
  const sent = sentVersions();
  const heartbeat = (sequence: bigint): WatchOrdersResponse => ({
    sequence,
    event: { $case: 'heartbeat', value: { time: ctx.clock.now() } },
  });
  return liveStream(ctx.events, call, {
    afterSequence,
    topics: new Set([...following.cafeIds, ...following.orderIds]),
    async *snapshot(sequence, reset) {
      // A client that goes before everything has come must begin anew.
      yield { sequence: 0n, event: { $case: 'reset', value: {} } };
      for await (const order of snapshot(ctx, following, call)) {
        if (sent.isNews(order) || reset) yield orderTold(order, 0n);
      }
      yield heartbeat(sequence);
    },
    async news(events) {
      const changed = changedOrders(events, following);
      for (const [id, version] of changed) if (!sent.wants(id, version)) changed.delete(id);
      if (changed.size === 0) return [];
      const orders = await ctx.recent.read(changed);
      return orders.filter((order) => following.allows(order) && sent.isNews(order));
    },
    tell: tellOrder,
    heartbeat,
  });
}

const orderTold = (order: Order, sequence: bigint): WatchOrdersResponse => ({
  sequence,
  event: { $case: 'order', value: order },
});
const tellOrder = tellOnce(orderTold);
