import { type Consumer, UNWATCHED_GAP_MS } from '@sippy/kit/events';
import type { LoyaltyContext } from '../context.ts';
import {
  newestOfEach,
  paymentEventTypes,
  paymentNews,
  pointsRefunds,
  refundTimes,
} from '../messages/payment-news.ts';
import { followPaidOrders } from '../steps/follow-orders.ts';
import { postEarnings } from '../steps/post-earnings.ts';
import { keepPaymentNews } from '../store/earnings.ts';

/** Posts what members' orders earn when they are paid, takes it back when money is given back, and gives back what points paid. */
export function onPayment(ctx: LoyaltyContext): Consumer {
  return {
    name: 'loyalty-payments',
    stream: 'payment',
    types: paymentEventTypes,
    gapMs: UNWATCHED_GAP_MS,
    async apply(tx, events) {
      const heard = events.flatMap((event) => {
        const news = paymentNews(event);
        return news ? { news, event } : [];
      });
      const byOrder = new Map(heard.map(({ news, event }) => [news.orderId, event]));
      const news = newestOfEach(heard.map((each) => each.news));
      const earnings = await keepPaymentNews(tx, news, ctx.clock.now());
      await followPaidOrders(ctx, tx, earnings);
      await postEarnings(ctx, tx, earnings, {
        byOrder,
        pointsRefunds: pointsRefunds(events),
        refundTimes: refundTimes(events),
      });
    },
  };
}
