import type { Consumer, Event } from '@sippy/kit/events';
import { decodePayload } from '@sippy/kit/events';
import type { OrderStanding } from '@sippy/proto/payment/v1/payment';
import {
  PaymentAuthorized,
  PaymentCancelled,
  PaymentCompleted,
  PaymentFailed,
  PaymentRefunded,
  PaymentRefundFailed,
} from '@sippy/proto/payment/v1/payment_event';
import type { OrderContext } from '../context.ts';
import { applyStanding, changesPayment } from '../domain/progress.ts';
import { standingOf } from '../peers/payments.ts';
import { lockOrders, rememberPayments, saveLocked } from '../store/apply-events.ts';

/** Facts that say how an order stands, and whether the payment has let go of its lines. */
const types = {
  'payment.authorized': { message: PaymentAuthorized, ends: true },
  'payment.completed': { message: PaymentCompleted, ends: true },
  'payment.failed': { message: PaymentFailed, ends: true },
  'payment.cancelled': { message: PaymentCancelled, ends: true },
  'payment.refunded': { message: PaymentRefunded, ends: false },
  'payment.refund_failed': { message: PaymentRefundFailed, ends: false },
} as const;

interface Heard {
  readonly event: Event;
  readonly orderId: string;
  readonly paymentId: string;
  readonly standing: OrderStanding;
  readonly ends: boolean;
}

/**
 * Follows payments: shows what has been paid, sends to the kitchen what was waiting for it, and lets lines change again.
 * Of several facts about an order the newest standing counts, in whatever order they come.
 */
export function onPayment(ctx: OrderContext): Consumer {
  return {
    name: 'order-payments',
    stream: 'payment',
    types: Object.keys(types),
    async apply(tx, events) {
      const heard = events.flatMap(hear);
      const orders = await lockOrders(tx, ctx.known, [...new Set(heard.map(({ orderId }) => orderId))]);
      const now = ctx.clock.now();
      const changes: Parameters<typeof saveLocked>[2][number][] = [];
      const words: Parameters<typeof rememberPayments>[1][number][] = [];
      for (const order of orders.values()) {
        const about = heard.filter(({ orderId }) => orderId === order.orderId);
        const newest = about.reduce((a, b) => (b.standing.version > a.standing.version ? b : a));
        const standing = standingOf(newest.standing);
        const ended = about.filter(({ ends }) => ends).map(({ paymentId }) => paymentId);
        const changed = changesPayment(order, standing) ? applyStanding(order, standing, now) : undefined;
        if (changed) changes.push({ changed, cause: newest.event, ended });
        else words.push({ orderId: order.orderId, standingVersion: standing.version, ended });
      }
      await saveLocked(tx, ctx.known, changes);
      await rememberPayments(tx, words);
    },
  };
}

function hear(event: Event): Heard[] {
  const type = types[event.type as keyof typeof types];
  const { orderId, paymentId, standing } = decodePayload<{
    orderId: string;
    paymentId: string;
    standing: OrderStanding | undefined;
  }>(event, type.message);
  return standing ? [{ event, orderId, paymentId, standing, ends: type.ends }] : [];
}
