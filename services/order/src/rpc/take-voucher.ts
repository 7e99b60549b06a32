import type { Rpc } from '@sippy/kit/call';
import { TakeVoucherRequest, type TakeVoucherResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { carries, takeVoucher as take } from '../domain/vouchers.ts';
import { orderMessage } from '../messages/answers.ts';
import { editOnce } from '../steps/edit-once.ts';
import { reachOrder } from '../steps/reach-order.ts';

/** Takes a voucher off an order, if it is there. */
export const takeVoucher =
  (ctx: OrderContext): Rpc<TakeVoucherRequest, TakeVoucherResponse> =>
  async (request, call) => {
    const { orderId, voucherId } = request;
    const current = await reachOrder(ctx, call, orderId);
    if (current.status === 'CANCELLED' || !carries(current, voucherId))
      return { order: orderMessage(current) };
    const order = await editOnce(ctx, call, request, TakeVoucherRequest, (now, at) =>
      take(now, voucherId, at),
    );
    return { order: orderMessage(order) };
  };
