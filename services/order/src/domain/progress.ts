import { type Changed, checkNotHeld, nextVersion, paymentStatus } from './change.ts';
import { least } from './money.ts';
import { kept, type Order, type Reason } from './order.ts';
import { move, moveForward, type OrderStatusName } from './order-state.ts';
import type { Standing } from './payment-state.ts';
import { emptyOrder, notPaid, paid } from './refusals.ts';

/** Sends an open order to the kitchen. */
export function fire(order: Order, now: Date): Changed {
  return moved(order, move(order.status, 'PENDING'), now);
}

/**
 * Sends an order that waits for its money to the kitchen, if all of it is there or nothing is left to pay; undefined for
 * any other order, and for one with nothing on it.
 */
export function fireIfCovered(order: Order, now: Date): Changed | undefined {
  const isCovered = order.paymentStatus === 'PAID' || order.paymentStatus === 'AUTHORIZED';
  if (!isCovered || order.status !== 'CREATED' || order.fire !== 'WHEN_PAID' || isEmpty(order))
    return undefined;
  return moved(order, 'PENDING', now);
}

/** Moves an order one step on, by the table; to be completed it must be paid. Cancelling is `cancel`. */
export function moveOn(order: Order, to: OrderStatusName, now: Date): Changed {
  move(order.status, to);
  if (to === 'COMPLETED' && !isPaid(order)) throw notPaid(order);
  return moved(order, to, now);
}

/** Hands a paid order over, through the states in between. */
export function complete(order: Order, now: Date): Changed {
  const to = moveForward(order.status, 'COMPLETED');
  if (!isPaid(order)) throw notPaid(order);
  return moved(order, to, now);
}

/** What a caller who cancels may do about money. */
export interface CancelRight {
  /** Money that was paid is given back. */
  readonly refund: boolean;
}

/**
 * Gives an order up. One with money kept is cancelled only with refund: the payment service then gives back all it
 * holds. A payment under way must end first.
 */
export function cancel(order: Order, reason: Reason, right: CancelRight, now: Date): Changed {
  const from = order.status;
  const to = move(from, 'CANCELLED');
  checkNotHeld(order, now);
  if (kept(order) > 0n && !right.refund) throw paid(order);
  return {
    order: nextVersion(order, now, { status: to, cancelTime: now, cancelReason: reason, expireTime: null }),
    fact: { type: 'order.cancelled', from, reason },
    reprices: true,
  };
}

/**
 * Takes in what the payment service says; undefined if it is old news. An order that fires when paid is fired by it, and
 * one that has any money does not expire any more.
 */
export function applyStanding(order: Order, standing: Standing, now: Date): Changed | undefined {
  if (standing.version <= order.standingVersion) return undefined;
  const known = withStanding(order, standing);
  const fired = fireIfCovered(known, now);
  if (fired) return fired;
  const next = nextVersion(known, now, {});
  return {
    order: next.paid + next.authorized > 0n ? { ...next, expireTime: null } : next,
    fact: { type: 'order.updated', changes: [{ kind: 'PAYMENT', lineId: '', before: 0, after: 0 }] },
    reprices: false,
  };
}

/** The order with what the payment service says of it, if that is news. */
export function withStanding(order: Order, standing: Standing): Order {
  if (standing.version <= order.standingVersion) return order;
  const known = { ...order, ...amountsOf(standing), standingVersion: standing.version };
  return { ...known, paymentStatus: paymentStatus(known) };
}

/** Whether this word of the payment service changes anything that others see. */
export function changesPayment(order: Order, standing: Standing): boolean {
  const { paid: taken, authorized, refunded } = amountsOf(standing);
  return taken !== order.paid || authorized !== order.authorized || refunded !== order.refunded;
}

/** How far the kitchen is with an order. */
export interface KitchenProgress {
  /** Grows with every change; only a newer one counts. */
  readonly version: bigint;
  readonly started: boolean;
  readonly allDone: boolean;
  /** At work already, more was fired or something made was recalled: a ready order is no longer ready. */
  readonly reopened: boolean;
}

/** Takes in what the kitchen says; undefined if the order's status stays. */
export function applyProgress(order: Order, progress: KitchenProgress, now: Date): Changed | undefined {
  const { status } = order;
  if (progress.allDone && (status === 'PENDING' || status === 'PREPARING')) return moved(order, 'READY', now);
  if (progress.allDone) return undefined;
  if (progress.started && status === 'PENDING') return moved(order, 'PREPARING', now);
  if (progress.reopened && status === 'READY') return moved(order, 'PREPARING', now);
  return undefined;
}

/** The whole price has been paid, whatever was given back of it as a kindness. */
export function isPaid(order: Order): boolean {
  const refundedInPart = order.paymentStatus === 'PARTIALLY_REFUNDED' && order.paid >= order.totals.total;
  return order.paymentStatus === 'PAID' || refundedInPart;
}

function moved(order: Order, to: OrderStatusName, now: Date): Changed {
  const from = order.status;
  if (from === 'CREATED' && isEmpty(order)) throw emptyOrder();
  const times: Partial<Order> = {
    ...(from === 'CREATED' && !order.fireTime ? { fireTime: now } : {}),
    ...(to === 'READY' ? { readyTime: now } : {}),
    ...(to === 'COMPLETED' ? { completeTime: now, readyTime: order.readyTime ?? now } : {}),
    expireTime: null,
  };
  const next = nextVersion(order, now, { ...times, status: to });
  return {
    order: next,
    fact: to === 'COMPLETED' ? { type: 'order.completed', from } : { type: 'order.status_changed', from },
    reprices: false,
  };
}

/** Nothing is left on it: no line, or each is voided. */
function isEmpty({ lines }: Order): boolean {
  return !lines.some((line) => line.quantity > 0);
}

/** Tips and cash rounding are outside the order: what was given back counts up to what was taken for it. */
function amountsOf(standing: Standing): Pick<Order, 'paid' | 'authorized' | 'refunded'> {
  const { paid: taken, authorized, refunded } = standing;
  return { paid: taken, authorized, refunded: least(refunded, taken) };
}
