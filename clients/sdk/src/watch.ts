import type { WatchTicketsRequest, WatchTicketsResponse } from '@sippy/proto/web/kitchen/v1/kitchen_service';
import type { WatchOrdersRequest, WatchOrdersResponse } from '@sippy/proto/web/order/v1/order_service';
import type { Sippy } from './client.ts';
import { type FollowOptions, follow } from './resume.ts';

/** Follows orders live, without gap or double over lost connections. */
export function watchOrders(
  sippy: Pick<Sippy, 'order'>,
  subscriptions: WatchOrdersRequest['subscriptions'],
  options?: FollowOptions,
): AsyncGenerator<WatchOrdersResponse> {
  return follow(
    (afterSequence, signal) => sippy.order.watchOrders({ subscriptions, afterSequence }, { signal }),
    options,
  );
}

/** Follows the tickets of a kitchen live, without gap or double over lost connections. */
export function watchTickets(
  sippy: Pick<Sippy, 'kitchen'>,
  request: Omit<WatchTicketsRequest, 'afterSequence'>,
  options?: FollowOptions,
): AsyncGenerator<WatchTicketsResponse> {
  return follow(
    (afterSequence, signal) => sippy.kitchen.watchTickets({ ...request, afterSequence }, { signal }),
    options,
  );
}
