import type { Call, StreamRpc } from '@sippy/kit/call';
import { mergeStreams } from '@sippy/kit/merge-streams';
import type { WatchTicketsResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { WatchOrdersRequest, WatchOrdersResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { authoriseFollowing, type Following } from '../live/follow.ts';
import { followKitchen } from '../live/follow-kitchen.ts';
import { followOrders } from '../live/follow-orders.ts';

/**
 * Follows orders live: those that are open or named as they are now, then each as it changes, with its newest version; and
 * kitchens beside them.
 */
export const watchOrders = (ctx: OrderContext): StreamRpc<WatchOrdersRequest, WatchOrdersResponse> =>
  async function* ({ subscriptions, afterSequence }, call) {
    const following = await authoriseFollowing(ctx, subscriptions, call);
    const orders = followOrders(ctx, following, afterSequence, call);
    yield* following.kitchens.size > 0 ? withKitchens(ctx, following, orders, afterSequence, call) : orders;
  };

/** Puts what kitchens say between the orders; such a message carries the sequence up to which orders have been told. */
async function* withKitchens(
  ctx: OrderContext,
  following: Following,
  orders: AsyncIterable<WatchOrdersResponse>,
  afterSequence: bigint,
  call: Call,
): AsyncGenerator<WatchOrdersResponse> {
  let sequence = afterSequence;
  const over = new AbortController();
  const signal = AbortSignal.any([call.signal, over.signal]);
  const kitchens = [...following.kitchens.values()].map(async function* (kitchen) {
    for await (const message of followKitchen(ctx, kitchen, call, signal))
      yield kitchenTold(kitchen.cafeId, message);
  });
  try {
    for await (const message of mergeStreams<WatchOrdersResponse>(orders, kitchens)) {
      if (message.event?.$case === 'kitchen') yield { ...message, sequence };
      else {
        sequence = message.sequence;
        yield message;
      }
    }
  } finally {
    over.abort();
  }
}

const kitchenTold = (cafeId: string, message: WatchTicketsResponse): WatchOrdersResponse => ({
  sequence: 0n,
  event: { $case: 'kitchen', value: { cafeId, message } },
});
