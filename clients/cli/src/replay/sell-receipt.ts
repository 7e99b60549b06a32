import type { NewLine } from '@sippy/proto/web/order/v1/order';
import { ChangeReasonCode, FireMode, type Order, OrderChannel } from '@sippy/proto/web/order/v1/order';
import { type Payment, PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { type Sippy, SippyError } from '@sippy/sdk';
import type { StableIds } from '../import/stable-id.ts';
import { localInstant } from '../shop-folder/local-time.ts';
import type { Receipt, ReceiptLine } from '../shop-folder/model.ts';
import { receiptKey } from '../shop-folder/read-receipts.ts';

/** Where a receipt's products and people are in Sippy. */
export interface SoldThings {
  currency: string;
  zone: string;
  ids: StableIds;
  cafeId: string;
  /** Empty where the customer is not known. */
  customerId: string;
  /** Points of the customer that pay a part of it; 0 for none. */
  spends: bigint;
  product(sourceId: string): { productId: string; variantId: string; priceMinor: bigint } | undefined;
}

const sandboxCard = 'pm_card_visa';
const settleTimeoutMs = 30_000;

/**
 * Sells one receipt as its barista would: place with the time of sale, pay, hand over. Every id follows from the receipt,
 * so selling it again finds what was sold before.
 */
export async function sellReceipt(barista: Sippy, receipt: Receipt, things: SoldThings): Promise<void> {
  const takenTime = localInstant(receipt.date, receipt.time, things.zone).instant;
  const id = (kind: string) => things.ids.at(takenTime, kind, receiptKey(receipt));
  const order = await place(barista, receipt, things, takenTime, id);
  if ((order.totals?.total?.minor ?? 0n) > 0n) {
    if (things.spends > 0n) await payPoints(barista, order.orderId, things, takenTime, id);
    await pay(barista, receipt, order, takenTime, id);
  }
  await handOver(barista, order.orderId, id('complete'));
}

async function place(
  barista: Sippy,
  receipt: Receipt,
  things: SoldThings,
  takenTime: Date,
  id: (kind: string) => string,
): Promise<Order> {
  const orderId = id('order');
  try {
    const { order } = await barista.order.placeOrder({
      requestId: id('place'),
      orderId,
      cafeId: things.cafeId,
      kind: receipt.inStore ? OrderKind.DINE_IN : OrderKind.TAKEAWAY,
      channel: OrderChannel.COUNTER,
      fire: FireMode.NOW,
      customerId: things.customerId,
      takenTime,
      lines: receipt.lines.map((line) => newLine(line, things)),
    });
    if (order) return order;
  } catch (error) {
    // What was placed so long ago that its request is forgotten still has its id.
    if (!(error instanceof SippyError) || error.reason !== 'ALREADY_EXISTS') throw error;
  }
  const { order } = await barista.order.getOrder({ orderId });
  if (!order) throw new Error(`order ${orderId} is not to be found`);
  return order;
}

function newLine(line: ReceiptLine, things: SoldThings): Partial<NewLine> & { productId: string } {
  const product = things.product(line.productId);
  if (!product) throw new Error(`product ${line.productId} was not imported`);
  const { productId, variantId } = product;
  const base = { productId, variantId, quantity: line.quantity, modifiers: [], discounts: [] };
  const money = (minor: bigint) => ({ currencyCode: things.currency, minor });
  const reason = line.promotion
    ? { code: ChangeReasonCode.PROMOTION, note: 'promotion' }
    : { code: ChangeReasonCode.PRICE_KEPT, note: 'price of the receipt' };
  if (line.unitPriceMinor * BigInt(line.quantity) !== line.amountMinor)
    return { ...base, priceOverride: { price: { $case: 'amount', value: money(line.amountMinor) }, reason } };
  if (line.unitPriceMinor !== product.priceMinor)
    return {
      ...base,
      priceOverride: { price: { $case: 'unitPrice', value: money(line.unitPriceMinor) }, reason },
    };
  return base;
}

async function payPoints(
  barista: Sippy,
  orderId: string,
  { customerId, spends }: SoldThings,
  paymentTime: Date,
  id: (kind: string) => string,
): Promise<void> {
  const wish = { $case: 'points' as const, value: spends };
  const { payment } = await barista.payment.payPoints({
    ...{ requestId: id('points'), orderId, customerId, paymentTime, wish },
  });
  await captured(barista, payment);
}

async function pay(
  barista: Sippy,
  receipt: Receipt,
  order: Order,
  paymentTime: Date,
  id: (kind: string) => string,
): Promise<void> {
  const { orderId } = order;
  const payCash = () => barista.payment.payCash({ requestId: id('cash'), orderId, paymentTime });
  try {
    if (receipt.inStore !== false) {
      await payCash();
      return;
    }
    const { payment } = await barista.payment.createPaymentIntent(
      { requestId: id('card'), orderId, paymentTime, paymentMethodId: sandboxCard, confirm: true },
      { timeoutMs: settleTimeoutMs },
    );
    await captured(barista, payment);
  } catch (error) {
    if (!(error instanceof SippyError)) throw error;
    if (error.reason === 'AMOUNT_NOT_CHARGEABLE') await payCash();
    else if (!alreadyPaid.has(error.reason)) throw error;
  }
}

const alreadyPaid = new Set(['ALREADY_PAID', 'ORDER_NOT_PAYABLE']);

async function captured(barista: Sippy, begun: Payment | undefined): Promise<void> {
  const until = Date.now() + settleTimeoutMs;
  let payment = begun;
  while (payment && payment.status !== PaymentStatus.CAPTURED) {
    const final = payment.status === PaymentStatus.FAILED || payment.status === PaymentStatus.CANCELLED;
    if (final || Date.now() > until)
      throw new Error(`payment ${payment.paymentId} ended as ${payment.status}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    payment = (await barista.payment.getPayment({ paymentId: payment.paymentId })).payment;
  }
}

/** The order learns of its payment by an event, so the first tries may come too early. */
async function handOver(barista: Sippy, orderId: string, requestId: string): Promise<void> {
  const until = Date.now() + settleTimeoutMs;
  for (let waitMs = 40; ; waitMs = Math.min(waitMs * 2, 1000)) {
    try {
      await barista.order.completeOrder({ requestId, orderId });
      return;
    } catch (error) {
      if (!(error instanceof SippyError)) throw error;
      if (error.reason === 'ILLEGAL_MOVE' && error.metadata.from?.endsWith('COMPLETED')) return;
      if (error.code !== 'FAILED_PRECONDITION' || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}
