import { serviceScope } from '@sippy/kit/scope';
import type { Job } from '@sippy/kit/service';
import type { OrderContext } from '../context.ts';
import type { Changed } from '../domain/change.ts';
import type { Order, Reason } from '../domain/order.ts';
import { applyStanding, cancel, changesPayment, fireIfCovered, withStanding } from '../domain/progress.ts';
import { orderEvent } from '../messages/facts.ts';
import type { AskedStanding } from '../peers/payments.ts';
import { findExpired, postponeExpiry } from '../store/expiry.ts';
import { findOrders } from '../store/read-orders.ts';
import { updateOrder } from '../store/save-order.ts';

const BATCH = 100;
/** When to look again at an order whose payment is under way. */
const POSTPONE_MS = 30_000;
const EXPIRED: Reason = { code: 'EXPIRED', note: '' };

/**
 * Cancels online orders that were not paid in time. The payment service is asked first, so an order whose payment is
 * made or under way stays, however late its event is; while it cannot be asked, none expires. One order that cannot be
 * dealt with is put off, and does not stand in the way of the others.
 */
export function expireUnpaidJob(ctx: OrderContext): Job {
  return {
    name: 'expire-unpaid-orders',
    everyMs: 2000,
    exclusive: true,
    async run(signal) {
      const ids = await findExpired(ctx.db, ctx.clock.now(), BATCH);
      if (ids.length === 0) return;
      const standings = await ctx.payments.standingsOf(ids, { deadlineMs: 5000, signal });
      for (const order of await findOrders(ctx.db, serviceScope, ids)) {
        if (signal.aborted) return;
        try {
          await expire(ctx, order, standings.get(order.orderId));
        } catch (error) {
          ctx.log.error({ err: error, orderId: order.orderId }, 'an unpaid order could not expire');
          await postpone(ctx, order);
        }
      }
    },
  };
}

/** Anything that changes meanwhile (a payment that begins, an edit) makes the write fail, and the next round decides. */
async function expire(ctx: OrderContext, order: Order, standing: AskedStanding | undefined): Promise<void> {
  const now = ctx.clock.now();
  if (!order.expireTime || order.expireTime > now) return;
  const changed = decide(order, standing, now);
  if (!changed) return postpone(ctx, order);
  await updateOrder(ctx.db, order, changed, ctx.events.draft(undefined, orderEvent(changed)), undefined);
}

function postpone(ctx: OrderContext, { orderId }: Order): Promise<void> {
  return postponeExpiry(ctx.db, orderId, new Date(ctx.clock.now().getTime() + POSTPONE_MS));
}

function decide(order: Order, standing: AskedStanding | undefined, now: Date): Changed | undefined {
  if (!standing || (standing.held === 0n && standing.paid === 0n)) {
    const known = standing ? withStanding(order, standing) : order;
    return fireIfCovered(known, now) ?? cancel(known, EXPIRED, { refund: false }, now);
  }
  return changesPayment(order, standing) ? applyStanding(order, standing, now) : fireIfCovered(order, now);
}
