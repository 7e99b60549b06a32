import type { Rpc } from '@sippy/kit/call';
import { invalidField, notFound, refuse, staleVersion } from '@sippy/kit/refusal';
import type { BeginPaymentRequest, BeginPaymentResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { checkOpen } from '../domain/change.ts';
import { moneyText } from '../domain/money.ts';
import { due, type Order } from '../domain/order.ts';
import { minorOf } from '../messages/money.ts';
import { holdOrder } from '../store/holds.ts';
import { findOrder } from '../store/read-orders.ts';

/** Holds lines and prices while a payment is under way, or renews the lease of a hold. */
export const beginPayment =
  (ctx: OrderContext): Rpc<BeginPaymentRequest, BeginPaymentResponse> =>
  async (request, call) => {
    const { orderId, paymentId } = request;
    const order = await findOrder(ctx, call.scope, orderId);
    if (!order) throw notFound('order', orderId);
    checkOpen(order);
    if (!order.holdIds.includes(paymentId)) checkHold(order, request);
    const leaseTime = new Date(ctx.clock.now().getTime() + request.leaseSeconds * 1000);
    const version = await holdOrder(ctx.db, orderId, paymentId, leaseTime, request.version);
    if (version !== undefined) return { leaseTime, version };
    const now = await findOrder(ctx, call.scope, orderId);
    if (!now) throw notFound('order', orderId);
    checkOpen(now);
    throw staleVersion('order', now.version);
  };

function checkHold(order: Order, { version, amount }: BeginPaymentRequest): void {
  if (order.version !== version) throw staleVersion('order', order.version);
  if (!amount) throw invalidField('amount', 'is required');
  const { currency } = order.terms;
  const asked = minorOf(amount, currency, 'amount');
  if (asked <= due(order)) return;
  throw refuse(
    'FAILED_PRECONDITION',
    'AMOUNT_EXCEEDS_DUE',
    `${moneyText(due(order), currency)} are due, not ${moneyText(asked, currency)}.`,
    { metadata: { due: String(due(order)), amount: String(asked), currency } },
  );
}
