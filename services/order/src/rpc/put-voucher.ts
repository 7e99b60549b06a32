import type { Rpc } from '@sippy/kit/call';
import { deadlineExceeded, invalidField } from '@sippy/kit/refusal';
import { PutVoucherRequest, type PutVoucherResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { carries, putVoucher as put } from '../domain/vouchers.ts';
import { orderMessage } from '../messages/answers.ts';
import { newVoucher } from '../messages/vouchers.ts';
import { editOnce } from '../steps/edit-once.ts';
import { reachOrder } from '../steps/reach-order.ts';

/** Puts a voucher on an order, if it is not there. */
export const putVoucher =
  (ctx: OrderContext): Rpc<PutVoucherRequest, PutVoucherResponse> =>
  async (request, call) => {
    const { voucher, customerId, expireTime } = request;
    if (!voucher) throw invalidField('voucher', 'must be set');
    if (!expireTime) throw invalidField('expire_time', 'must be set');
    const current = await reachOrder(ctx, call, request.orderId);
    if (carries(current, voucher.voucherId)) return { order: orderMessage(current) };
    const order = await editOnce(ctx, call, request, PutVoucherRequest, (now, at) => {
      if (at > expireTime) throw deadlineExceeded();
      return put(now, customerId, newVoucher(voucher, now.terms.currency, 'voucher'), at);
    });
    return { order: orderMessage(order) };
  };
