import type { Call, Rpc } from '@sippy/kit/call';
import { refuse } from '@sippy/kit/refusal';
import { CancelOrderRequest, type CancelOrderResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { checkVersion } from '../domain/details.ts';
import { kept, type Order } from '../domain/order.ts';
import { isClosed } from '../domain/order-state.ts';
import { cancel } from '../domain/progress.ts';
import { orderMessage } from '../messages/answers.ts';
import { reasonOf } from '../messages/requests.ts';
import { editOnce } from '../steps/edit-once.ts';
import { heardIfReachable } from '../steps/payment-word.ts';

/** Gives an order up, with the money if that is wanted and allowed. */
export const cancelOrder =
  (ctx: OrderContext): Rpc<CancelOrderRequest, CancelOrderResponse> =>
  async (request, call) => {
    const order = await editOnce(ctx, call, request, CancelOrderRequest, async (current, now) => {
      checkVersion(current, request.version);
      const reason = reasonOf(request.reason, 'reason');
      checkCanceller(call, current);
      const known = isClosed(current.status) ? current : await heardIfReachable(ctx, current, call);
      if (request.refund && kept(known) > 0n) call.authoriseCafe(known.cafeId, 'payment.refund');
      return cancel(known, reason, { refund: request.refund }, now);
    });
    return { order: orderMessage(order) };
  };

/** Customers cancel their own until the kitchen knows of it. */
function checkCanceller(call: Call, order: Order): void {
  if (call.can('order.cancel', order.cafeId) || order.status === 'CREATED' || isClosed(order.status)) return;
  throw refuse(
    'FAILED_PRECONDITION',
    'STAFF_ONLY',
    'The kitchen knows of the order already. Ask the café to cancel it.',
    { metadata: { status: order.status } },
  );
}
