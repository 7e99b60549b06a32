/** What is done at each stage of a sale: one call, and what its answer means. */
import { FireMode, type Order, OrderStatus } from '@sippy/proto/web/order/v1/order';
import { type Payment, PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import { SippyError } from '@sippy/sdk/web';
import type { Till } from '../till/till.tsx';
import { asked, leftOf, payPoints } from './pay-points.ts';
import { bringUp, placeCart, readOrder } from './place.ts';
import type { PayAttempt, Sale, SaleStage } from './sale.ts';
import { paymentEvent, type SaleEvent } from './sale-machine.ts';
import { isRefusal, problemOf } from './sale-problem.ts';

/** A card payment that the server does not know after this time never reached it: no call lives longer. In milliseconds. */
const lostAfterMs = 75_000;

/** After this time without an answer the screen says so; the same is asked again. The bank is given longer. */
const soon = { timeoutMs: 3_000 };

/** What a sale needs of the world around it. */
export interface SaleWorld {
  readonly till: Pick<Till, 'sippy' | 'authorised' | 'currencyCode' | 'device' | 'staff'>;
  /** Epoch milliseconds. */
  now(): number;
  newRequestId(): string;
  /** Where 3-D Secure sends the guest back to: a page that only says that they can close it. */
  readonly returnUrl: string;
}

/** Does what is next. Undefined where the sale waits for somebody. */
export type SaleWork = (sale: Sale, world: SaleWorld) => Promise<SaleEvent> | undefined;

/** The work of each stage; at the others nobody works. */
export const workOf: Readonly<Partial<Record<SaleStage, SaleWork>>> = {
  placing: place,
  placed: beginPayment,
  cash: payCash,
  card: payByCard,
  points: payWithPoints,
  action: (sale, world) => look(sale, world, 'confirmPayment'),
  unknown: (sale, world) => look(sale, world, 'getPayment'),
  cancelling: cancelCard,
  paid: sendToKitchen,
};

/** What an error means: nothing was done, or nobody knows. */
export function failed(error: unknown): SaleEvent {
  return { type: isRefusal(error) ? 'REFUSED' : 'UNSURE', problem: problemOf(error) };
}

async function place(sale: Sale, { till }: SaleWorld): Promise<SaleEvent> {
  try {
    const order = sale.order
      ? await bringUp(till, sale.cart, await readOrder(till.sippy, sale.cart.orderId))
      : await placeCart(till, sale.cart, { expectedTotal: sale.shownTotal });
    return await judge(sale, order, till);
  } catch (error) {
    const total = error instanceof SippyError ? error.metadata.total : undefined;
    if (error instanceof SippyError && error.reason === 'PRICE_CHANGED' && total !== undefined)
      return { type: 'DIFFERS', total: BigInt(total) };
    throw error;
  }
}

async function judge(sale: Sale, order: Order, till: SaleWorld['till']): Promise<SaleEvent> {
  if (order.status === OrderStatus.CANCELLED) return { type: 'CLOSED', order };
  const total = order.totals?.total?.minor ?? 0n;
  if ((order.totals?.due?.minor ?? 0n) <= 0n) {
    const payments = total > 0n ? await paymentsOf(sale, till) : [];
    return { type: 'SETTLED', order, payment: payments.findLast(isCaptured) };
  }
  // Somebody else may be at it, or this sale before its browser was closed.
  if (order.version > 1n || sale.parts?.length) {
    const { payments, standing } = await till.sippy.payment.listOrderPayments({ orderId: sale.cart.orderId });
    const running = payments.findLast(isUnderWay);
    if (running) return paymentEvent(running);
    if (standing?.fullyPaid) return { type: 'SETTLED', order, payment: payments.findLast(isCaptured) };
    // The order hears of its payments later than the till.
    if (standing && standing.orderTotal === total && total === sale.shownTotal)
      return { type: 'PLACED', order, left: leftOf(standing) };
  }
  return total === sale.shownTotal ? { type: 'PLACED', order } : { type: 'CHANGED', order, total };
}

function beginPayment(sale: Sale, world: SaleWorld): Promise<SaleEvent> | undefined {
  const { intent, order } = sale;
  if (!intent || !order) return undefined;
  const pay: PayAttempt = {
    requestId: world.newRequestId(),
    intent,
    orderVersion: order.version,
    due: order.totals?.due?.minor ?? 0n,
    startedAt: world.now(),
  };
  return Promise.resolve({ type: beginOf[intent.tender], pay });
}

const beginOf = { cash: 'CASH', card: 'CARD', points: 'POINTS' } as const;

async function payWithPoints(sale: Sale, world: SaleWorld): Promise<SaleEvent> {
  try {
    return await payPoints(sale, world);
  } catch (error) {
    return (await meaning(sale, world.till, error)) ?? failed(error);
  }
}

async function payCash(sale: Sale, { till }: SaleWorld): Promise<SaleEvent> {
  const { pay, cart } = sale;
  if (pay?.intent.tender !== 'cash') throw new Error('a sale in cash without cash');
  const answered = sale.isUnsure ? await answerFound(sale, till) : undefined;
  if (answered) return answered;
  const { requestId, orderVersion, intent } = pay;
  const tendered = { currencyCode: till.currencyCode, minor: intent.tendered };
  try {
    const request = { requestId, orderId: cart.orderId, orderVersion, tendered };
    return paymentEvent(existing((await till.sippy.payment.payCash(request, soon)).payment));
  } catch (error) {
    return (await meaning(sale, till, error)) ?? failed(error);
  }
}

async function payByCard(sale: Sale, { till, now, returnUrl }: SaleWorld): Promise<SaleEvent> {
  const { pay, cart } = sale;
  if (pay?.intent.tender !== 'card') throw new Error('a sale by card without a card');
  if (sale.isUnsure) {
    const answered = await answerFound(sale, till);
    if (answered) return answered;
    if (now() - pay.startedAt > lostAfterMs) return failed(neverArrived);
    // Sent by somebody else, it would be another charge.
    if (!isSameCaller(sale, till)) return { type: 'UNSURE', problem: problemOf(neverArrived) };
  }
  const { requestId, orderVersion, intent } = pay;
  try {
    const { payment } = await till.sippy.payment.createPaymentIntent({
      requestId,
      orderId: cart.orderId,
      orderVersion,
      paymentMethodId: intent.paymentMethodId,
      confirm: true,
      returnUrl,
    });
    return paymentEvent(existing(payment));
  } catch (error) {
    return (await meaning(sale, till, error)) ?? failed(error);
  }
}

const neverArrived = new SippyError('FAILED_PRECONDITION', 'The payment never reached the server.', {
  reason: 'NEVER_ARRIVED',
});

async function look(
  sale: Sale,
  { till }: SaleWorld,
  how: 'getPayment' | 'confirmPayment',
): Promise<SaleEvent> {
  const paymentId = sale.payment?.paymentId;
  if (!paymentId) throw new Error('a payment that nobody knows');
  try {
    return await asked(existing((await till.sippy.payment[how]({ paymentId })).payment), till);
  } catch (error) {
    // Whatever was refused was the question; the payment stands as it stood.
    return { type: 'UNSURE', problem: problemOf(error) };
  }
}

async function cancelCard(sale: Sale, { till }: SaleWorld): Promise<SaleEvent> {
  const { payment, cancelRequestId: requestId = '' } = sale;
  const paymentId = payment?.paymentId ?? '';
  const { payment: now } = await till.sippy.payment.cancelPayment({ requestId, paymentId });
  return asked(existing(now), till);
}

/** Whether the kitchen waits to be told of a paid order: a check that was kept open goes there by no rule of the café. */
export function mustBeSent({ stage, order, isSent }: Sale): boolean {
  return (
    stage === 'paid' && !isSent && order?.status === OrderStatus.CREATED && order.fire === FireMode.LATER
  );
}

function sendToKitchen(sale: Sale, { till }: SaleWorld): Promise<SaleEvent> | undefined {
  return mustBeSent(sale) ? fire(sale, till) : undefined;
}

async function fire({ cart }: Sale, { sippy }: SaleWorld['till']): Promise<SaleEvent> {
  const { orderId } = cart;
  try {
    const { order } = await sippy.order.fireOrder({ orderId }, soon);
    if (order) return { type: 'SENT', order };
  } catch (error) {
    // Sent by somebody else, or closed: either way the kitchen knows what it should.
    if (!isRefusal(error)) throw error;
  }
  return { type: 'SENT', order: await readOrder(sippy, orderId) };
}

/**
 * What became of a try to pay whose answer is missing; undefined if nothing of it is known. A payment that ended without
 * money tells the same caller nothing, who asks for it by its request id: it may be an earlier try's.
 */
async function answerFound(sale: Sale, till: SaleWorld['till']): Promise<SaleEvent | undefined> {
  const { payments, standing } = await till.sippy.payment.listOrderPayments({ orderId: sale.cart.orderId });
  const counts = (payment: Payment) => isUnderWay(payment) || (standing?.fullyPaid && isCaptured(payment));
  const found = payments.findLast((payment) => counts(payment));
  if (found) return paymentEvent(found);
  const ended = payments.findLast(({ paymentId }) => !sale.endedIds.includes(paymentId));
  return ended && !isSameCaller(sale, till) ? paymentEvent(ended) : undefined;
}

/** Request ids are the caller's own: to another member of staff the server gives no earlier answer by them. */
function isSameCaller(sale: Sale, till: SaleWorld['till']): boolean {
  return sale.staffId === till.staff.staffId;
}

/** Refusals that tell of a payment, or of an order that has moved on. */
async function meaning(sale: Sale, till: SaleWorld['till'], error: unknown): Promise<SaleEvent | undefined> {
  if (!(error instanceof SippyError)) return undefined;
  if (error.reason === 'ALREADY_PAID' || error.reason === 'PAYMENT_IN_FLIGHT') return answerFound(sale, till);
  if (error.reason === 'ORDER_NOT_PAYABLE')
    return { type: 'CLOSED', order: await readOrder(till.sippy, sale.cart.orderId) };
  // Another version of the order than the one shown; a busy order is tried again as it is by then.
  return error.code === 'ABORTED' ? { type: 'STALE' } : undefined;
}

async function paymentsOf(sale: Sale, till: SaleWorld['till']): Promise<Payment[]> {
  return (await till.sippy.payment.listOrderPayments({ orderId: sale.cart.orderId })).payments;
}

const isCaptured = ({ status }: Payment) => status === PaymentStatus.CAPTURED;
const isUnderWay = ({ status }: Payment) =>
  status === PaymentStatus.PENDING ||
  status === PaymentStatus.REQUIRES_ACTION ||
  status === PaymentStatus.UNKNOWN ||
  status === PaymentStatus.AUTHORIZED;

function existing(payment: Payment | undefined): Payment {
  if (!payment) throw new SippyError('INTERNAL', 'The answer holds no payment.');
  return payment;
}
