import { type Consumer, UNWATCHED_GAP_MS } from '@sippy/kit/events';
import type { LoyaltyContext } from '../context.ts';
import { orderEventTypes, orderNews } from '../messages/order-news.ts';
import { postEarnings } from '../steps/post-earnings.ts';
import { keepOrderNews } from '../store/earnings.ts';

/** Follows members' orders. Order and repetition of events do not matter; of a guest's order nothing is kept. */
export function onOrder(ctx: LoyaltyContext): Consumer {
  return {
    name: 'loyalty-orders',
    stream: 'order',
    types: orderEventTypes,
    gapMs: UNWATCHED_GAP_MS,
    async apply(tx, events) {
      const heard = events.flatMap((event) => {
        const news = orderNews(event);
        return news ? { news, event } : [];
      });
      heard.sort((a, b) => Number(a.news.version - b.news.version));
      const newest = new Map(heard.map(({ news }) => [news.orderId, news]));
      const byOrder = new Map(heard.map(({ news, event }) => [news.orderId, event]));
      const earnings = await keepOrderNews(tx, [...newest.values()], ctx.clock.now());
      await postEarnings(ctx, tx, earnings, { byOrder });
    },
  };
}
