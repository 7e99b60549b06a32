import type { Call, Rpc } from '@sippy/kit/call';
import { onceKey, remembered } from '@sippy/kit/once';
import { invalidField, notFound } from '@sippy/kit/refusal';
import { ApplyVoucherRequest, type ApplyVoucherResponse } from '@sippy/proto/loyalty/v1/voucher_service';
import type { Order } from '@sippy/proto/order/v1/order';
import type { LoyaltyContext } from '../context.ts';
import { orderOfAnother } from '../domain/refusals.ts';
import { apply } from '../domain/voucher.ts';
import { voucherNotHere } from '../domain/voucher-refusals.ts';
import { askedMember } from '../steps/asked-member.ts';
import { moveVoucher, putOnOrder } from '../steps/lock-to-order.ts';
import { shownVoucher } from '../steps/shown-vouchers.ts';
import { usableVouchers } from '../steps/usable-vouchers.ts';

/** Locks a voucher to an order and puts it there. The lock is written down before the order service is asked. */
export const applyVoucher =
  (ctx: LoyaltyContext): Rpc<ApplyVoucherRequest, ApplyVoucherResponse> =>
  async (request, call) => {
    const customerId = askedMember(call, { ...request, cafeId: '' });
    const { voucherId, orderId } = request;
    const key = onceKey(call, request, (r) => ApplyVoucherRequest.encode(r).finish());
    const made = await remembered(ctx.db, call, key);
    let order = await orderOf(ctx, call, request, customerId);
    const { cafeId } = order;
    const asked = { voucherIds: [voucherId], customerId, cafeId };
    if (made === undefined) {
      const [found] = await usableVouchers(ctx, asked);
      if (!found) throw notFound('voucher', voucherId);
      if (found.campaign.currencyCode !== order.totals?.total?.currencyCode)
        throw voucherNotHere(found.campaign.terms.name);
      const voucher = await moveVoucher(ctx, voucherId, (one) =>
        apply(one, { orderId, cafeId }, ctx.clock.now()),
      );
      order = await putOnOrder(ctx, call, key, { ...found, voucher }, orderId);
    }
    return { voucher: await shownVoucher(ctx, voucherId), order };
  };

async function orderOf(
  ctx: LoyaltyContext,
  call: Call,
  { orderId, cafeId }: ApplyVoucherRequest,
  customerId: string,
): Promise<Order> {
  const order = await ctx.orderVouchers.find(orderId, call);
  const isOwn = call.scope.kind === 'customer';
  if (!order || (isOwn ? order.customerId !== customerId : order.cafeId !== cafeId))
    throw notFound('order', orderId);
  if (isOwn && cafeId !== '' && cafeId !== order.cafeId)
    throw invalidField('cafe_id', 'must be the café of the order');
  if (order.customerId !== '' && order.customerId !== customerId) throw orderOfAnother(order.number);
  return order;
}
