/** Paying a part of a sale with points: one call, and what its answer means. */
import { type OrderStanding, type Payment, PaymentStatus, Tender } from '@sippy/proto/web/payment/v1/payment';
import { SippyError } from '@sippy/sdk/web';
import type { Sale } from './sale.ts';
import { paymentEvent, type SaleEvent } from './sale-machine.ts';
import type { SaleWorld } from './sale-work.ts';

const soon = { timeoutMs: 5_000 };

type Till = SaleWorld['till'];

/**
 * Sends the payment under its request id, as often as it takes. Whoever takes the sale up sends it too: the server lets
 * points pay an order once. Undefined where the error says nothing of the points.
 */
export async function payPoints(sale: Sale, { till }: SaleWorld): Promise<SaleEvent> {
  const { pay, cart } = sale;
  if (pay?.intent.tender !== 'points') throw new Error('a sale with points without points');
  const found = sale.isUnsure ? await pointsFound(sale, till) : undefined;
  if (found) return found;
  const { requestId, orderVersion, intent } = pay;
  try {
    const { payment, standing } = await till.sippy.payment.payPoints(
      {
        ...{ requestId, orderId: cart.orderId, orderVersion },
        ...{ customerId: intent.customerId, wish: { $case: 'points', value: intent.points } },
      },
      soon,
    );
    if (!payment) throw new SippyError('INTERNAL', 'The answer holds no payment.');
    return partEvent(payment, standing);
  } catch (error) {
    const isSpent = error instanceof SippyError && spent.has(error.reason);
    const event = isSpent ? await pointsFound(sale, till) : undefined;
    if (event) return event;
    throw error;
  }
}

const spent: ReadonlySet<string> = new Set(['ORDER_HAS_HOLD', 'ALREADY_PAID', 'PAYMENT_IN_FLIGHT']);

/** What a payment that is asked about means for the sale: it may have paid a part only. */
export async function asked(payment: Payment, till: Till): Promise<SaleEvent> {
  if (payment.tender !== Tender.POINTS || payment.status !== PaymentStatus.CAPTURED)
    return paymentEvent(payment);
  const { standing } = await till.sippy.payment.listOrderPayments({ orderId: payment.orderId });
  return partEvent(payment, standing);
}

/** What is left to pay of an order, in minor units, as its payments say. */
export function leftOf({ orderTotal, paidTotal, heldTotal }: OrderStanding): bigint {
  return orderTotal - paidTotal - heldTotal;
}

function partEvent(payment: Payment, standing: OrderStanding | undefined): SaleEvent {
  const isPart = payment.status === PaymentStatus.CAPTURED && standing && !standing.fullyPaid;
  return isPart ? { type: 'PART', payment, left: leftOf(standing) } : paymentEvent(payment);
}

/** What became of the points whose answer is missing; undefined if nothing of it is known. */
async function pointsFound(sale: Sale, till: Till): Promise<SaleEvent | undefined> {
  const { orderId } = sale.cart;
  const { payments, standing } = await till.sippy.payment.listOrderPayments({ orderId });
  const known = new Set([...sale.endedIds, ...(sale.parts ?? []).map(({ paymentId }) => paymentId)]);
  const found = payments.findLast(
    ({ tender, status, paymentId }) => tender === Tender.POINTS && !known.has(paymentId) && !over.has(status),
  );
  return found && partEvent(found, standing);
}

const over: ReadonlySet<PaymentStatus> = new Set([PaymentStatus.FAILED, PaymentStatus.CANCELLED]);
