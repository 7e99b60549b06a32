import type { StreamRpc } from '@sippy/kit/call';
import type { Window } from '@sippy/kit/events';
import type { WatchOrdersRequest, WatchOrdersResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { authoriseFollowing, changedOrders, type Following, sentVersions, snapshot } from '../live/follow.ts';
import { withBeats } from '../live/with-beats.ts';

const HEARTBEAT_MS = 15_000;
/** A stream ends after this long, and the client opens another with a token of its time. */
const MAX_STREAM_MS = 15 * 60_000;

type Message = NonNullable<WatchOrdersResponse['event']>;

/** Follows orders live. */
export const watchOrders = (ctx: OrderContext): StreamRpc<WatchOrdersRequest, WatchOrdersResponse> =>
  async function* (request, call) {
    const following = await authoriseFollowing(ctx, request.subscriptions, call);
    const signal = AbortSignal.any([call.signal, AbortSignal.timeout(MAX_STREAM_MS)]);
    const sent = sentVersions();
    let sequence = request.afterSequence;
    const say = (event: Message): WatchOrdersResponse => ({ sequence, event });
    const heartbeat = () => say({ $case: 'heartbeat', value: { time: ctx.clock.now() } });

    let fresh = sequence === 0n;
    if (!fresh) yield heartbeat();
    for await (const beat of withBeats(ctx.events.tail(fresh ? 'now' : sequence, signal), HEARTBEAT_MS)) {
      if (beat === 'beat') {
        yield heartbeat();
        continue;
      }
      const window = beat.value;
      if (fresh || window.reset) {
        fresh = false;
        // A client that goes before everything has come must begin anew.
        sequence = 0n;
        yield say({ $case: 'reset', value: {} });
        for await (const order of snapshot(ctx, following, call)) {
          if (sent.isNews(order) || window.reset) yield say({ $case: 'order', value: order });
        }
        sequence = window.sequence;
        yield heartbeat();
      }
      const orders = await news(ctx, window, following, sent);
      for (const [i, order] of orders.entries()) {
        if (i === orders.length - 1) sequence = window.sequence;
        yield say({ $case: 'order', value: order });
      }
      sequence = window.sequence;
    }
  };

/** What a window brings to this client: the orders as they are now. */
async function news(
  ctx: OrderContext,
  window: Window,
  following: Following,
  sent: ReturnType<typeof sentVersions>,
) {
  const changed = changedOrders(window, following);
  for (const [id, version] of changed) if (!sent.wants(id, version)) changed.delete(id);
  if (changed.size === 0) return [];
  const orders = await ctx.recent.read(changed);
  return orders.filter((order) => following.allows(order) && sent.isNews(order));
}
