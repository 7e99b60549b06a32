/** What can happen to a sale, and what it leads to. Pure. */

import type { Order } from '@sippy/proto/web/order/v1/order';
import { type Payment, PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import type { PayAttempt, PayIntent, Problem, Sale, SaleStage } from './sale.ts';

/** Something that happened to a sale. */
export type SaleEvent =
  /** The guest pays so. */
  | { readonly type: 'START'; readonly intent: PayIntent | undefined }
  /** The order stands as the cart has it, at the total that was shown. */
  | { readonly type: 'PLACED'; readonly order: Order; readonly left?: bigint }
  /** Nothing was placed: the order would cost this. */
  | { readonly type: 'DIFFERS'; readonly total: bigint }
  /** The order stands, and costs this. */
  | { readonly type: 'CHANGED'; readonly order: Order; readonly total: bigint }
  /** The guest agrees to the new total. */
  | { readonly type: 'ACCEPTED' }
  /** A try to pay begins. */
  | { readonly type: 'CASH' | 'CARD' | 'POINTS'; readonly pay: PayAttempt }
  /** A part of the order is paid; so much is left. */
  | { readonly type: 'PART'; readonly payment: Payment; readonly left: bigint }
  /** The server says how the payment stands. */
  | { readonly type: PaymentEventType; readonly payment: Payment }
  /** Nothing is left to pay. */
  | { readonly type: 'SETTLED'; readonly order: Order; readonly payment: Payment | undefined }
  /** The paid order is in the kitchen. */
  | { readonly type: 'SENT'; readonly order: Order }
  /** The payment was refused because the order has changed meanwhile; no money moved. */
  | { readonly type: 'STALE' }
  /** The server refused the step; nothing was done. */
  | { readonly type: 'REFUSED'; readonly problem: Problem }
  /** No answer came; it may have been done. */
  | { readonly type: 'UNSURE'; readonly problem: Problem }
  /** The card payment is to be given up. */
  | { readonly type: 'CANCEL'; readonly requestId: string }
  /** The order was cancelled elsewhere. */
  | { readonly type: 'CLOSED'; readonly order: Order };

type PaymentEventType = 'CAPTURED' | 'ACTION' | 'WAITING' | 'ENDED';

/** Which event leads from which stage to which; any other event changes nothing. */
export const moves: Readonly<Record<SaleStage, Partial<Record<SaleEvent['type'], SaleStage>>>> = {
  ready: { START: 'placing' },
  placing: {
    PLACED: 'placed',
    DIFFERS: 'differs',
    CHANGED: 'changed',
    SETTLED: 'paid',
    WAITING: 'unknown',
    ACTION: 'action',
    REFUSED: 'ready',
    UNSURE: 'placing',
    CLOSED: 'closed',
  },
  differs: { ACCEPTED: 'ready' },
  changed: { ACCEPTED: 'placed' },
  placed: { START: 'placing', CASH: 'cash', CARD: 'card', POINTS: 'points' },
  cash: {
    CAPTURED: 'paid',
    SETTLED: 'paid',
    WAITING: 'unknown',
    ACTION: 'action',
    STALE: 'placing',
    REFUSED: 'placed',
    UNSURE: 'cash',
    CLOSED: 'closed',
  },
  card: {
    CAPTURED: 'paid',
    SETTLED: 'paid',
    ACTION: 'action',
    WAITING: 'unknown',
    ENDED: 'declined',
    STALE: 'placing',
    REFUSED: 'placed',
    UNSURE: 'card',
    CLOSED: 'closed',
  },
  points: {
    CAPTURED: 'paid',
    SETTLED: 'paid',
    PART: 'placed',
    WAITING: 'unknown',
    ENDED: 'declined',
    STALE: 'placing',
    REFUSED: 'placed',
    UNSURE: 'points',
    CLOSED: 'closed',
  },
  action: {
    CAPTURED: 'paid',
    ACTION: 'action',
    WAITING: 'unknown',
    ENDED: 'declined',
    UNSURE: 'action',
    CANCEL: 'cancelling',
  },
  unknown: {
    CAPTURED: 'paid',
    PART: 'placed',
    ACTION: 'action',
    WAITING: 'unknown',
    ENDED: 'declined',
    UNSURE: 'unknown',
    CANCEL: 'cancelling',
  },
  cancelling: {
    CAPTURED: 'paid',
    PART: 'placed',
    ENDED: 'declined',
    ACTION: 'cancelling',
    WAITING: 'cancelling',
    REFUSED: 'unknown',
    UNSURE: 'cancelling',
  },
  declined: { START: 'placing' },
  paid: { SENT: 'paid', UNSURE: 'paid' },
  closed: {},
};

/** Stages in which a payment was sent whose end is not known: no other payment may begin. */
export const unansweredStages: ReadonlySet<SaleStage> = new Set([
  'cash',
  'card',
  'points',
  'action',
  'unknown',
  'cancelling',
]);

/** What happens to a sale. An event that cannot happen in its stage leaves it as it is. */
export function step(sale: Sale, event: SaleEvent): Sale {
  const stage = moves[sale.stage][event.type];
  if (!stage) return sale;
  const moved: Sale = { ...sale, stage, problem: undefined, isUnsure: false };
  switch (event.type) {
    case 'START':
      return { ...moved, intent: event.intent };
    case 'PLACED':
      return { ...moved, order: event.order, left: event.left };
    case 'DIFFERS':
      return { ...moved, newTotal: event.total, intent: undefined };
    case 'CHANGED':
      return { ...moved, order: event.order, newTotal: event.total, intent: undefined };
    case 'ACCEPTED':
      return { ...moved, shownTotal: sale.newTotal ?? sale.shownTotal, newTotal: undefined };
    case 'CASH':
    case 'CARD':
    case 'POINTS':
      return { ...moved, pay: event.pay, payment: undefined, intent: undefined };
    case 'PART':
      return {
        ...moved,
        ...{ payment: undefined, pay: undefined, intent: undefined },
        parts: [...(sale.parts ?? []), event.payment],
        left: event.left,
      };
    case 'ENDED':
      return {
        ...moved,
        payment: event.payment,
        endedIds: [...new Set([...sale.endedIds, event.payment.paymentId])],
      };
    case 'CAPTURED':
    case 'ACTION':
    case 'WAITING':
      return { ...moved, payment: event.payment, intent: undefined };
    case 'SETTLED':
      return { ...moved, order: event.order, payment: event.payment, intent: undefined };
    case 'SENT':
      return { ...moved, order: event.order, isSent: true };
    case 'STALE':
      return { ...moved, intent: sale.pay?.intent, pay: undefined };
    case 'REFUSED':
      return { ...refused(moved), problem: event.problem };
    case 'UNSURE':
      return { ...moved, problem: event.problem, isUnsure: true };
    case 'CANCEL':
      return { ...moved, cancelRequestId: event.requestId };
    case 'CLOSED':
      return { ...moved, order: event.order, intent: undefined };
  }
}

function refused(sale: Sale): Sale {
  const keepsPayment = unansweredStages.has(sale.stage);
  return { ...sale, intent: undefined, pay: keepsPayment ? sale.pay : undefined };
}

const paymentEvents: Readonly<Partial<Record<PaymentStatus, PaymentEventType>>> = {
  [PaymentStatus.PENDING]: 'WAITING',
  [PaymentStatus.REQUIRES_ACTION]: 'ACTION',
  [PaymentStatus.UNKNOWN]: 'WAITING',
  [PaymentStatus.AUTHORIZED]: 'WAITING',
  [PaymentStatus.CAPTURED]: 'CAPTURED',
  [PaymentStatus.FAILED]: 'ENDED',
  [PaymentStatus.CANCELLED]: 'ENDED',
};

/** What it means for a sale that its payment stands so. */
export function paymentEvent(payment: Payment): SaleEvent {
  return { type: paymentEvents[payment.status] ?? 'WAITING', payment };
}
