import type { Rpc } from '@sippy/kit/call';
import type { EndPaymentRequest, EndPaymentResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { releaseOrder } from '../store/holds.ts';

/** Ends the hold of a payment, however it went. */
export const endPayment =
  (ctx: OrderContext): Rpc<EndPaymentRequest, EndPaymentResponse> =>
  async ({ orderId, paymentId }) => {
    await releaseOrder(ctx.db, orderId, paymentId);
    return {};
  };
