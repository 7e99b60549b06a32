import type { WatchTicketsRequest, WatchTicketsResponse } from '@sippy/proto/web/kitchen/v1/kitchen_service';
import type { WatchOrdersRequest, WatchOrdersResponse } from '@sippy/proto/web/order/v1/order_service';
import type { Sippy } from './client.ts';
import { type FollowOptions, follow } from './resume.ts';

/** Follows orders, and kitchens beside them, live, without gap or double over lost connections. */
export async function* watchOrders(
  sippy: Pick<Sippy, 'order'>,
  subscriptions: WatchOrdersRequest['subscriptions'],
  options?: FollowOptions,
): AsyncGenerator<WatchOrdersResponse> {
  const seenOf = new Map<string, bigint>();
  const resumed = () =>
    subscriptions.map((subscription) => {
      const { subject } = subscription;
      if (subject?.$case !== 'kitchen') return subscription;
      const afterSequence = seenOf.get(subject.value.cafeId) ?? subject.value.afterSequence;
      return { subject: { ...subject, value: { ...subject.value, afterSequence } } };
    });
  const messages = follow(
    (afterSequence, signal) =>
      sippy.order.watchOrders({ subscriptions: resumed(), afterSequence }, { signal }),
    options,
  );
  for await (const message of messages) {
    yield message;
    if (message.event?.$case !== 'kitchen') continue;
    const { cafeId, message: news } = message.event.value;
    if (news) seenOf.set(cafeId, news.sequence);
  }
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
