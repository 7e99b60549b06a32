import type { Rpc } from '@sippy/kit/call';
import { onceKey, remembered } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { RemoveVoucherRequest, type RemoveVoucherResponse } from '@sippy/proto/loyalty/v1/voucher_service';
import type { LoyaltyContext } from '../context.ts';
import { beginRemoval } from '../domain/voucher.ts';
import { moveVoucher, takeOffOrder } from '../steps/lock-to-order.ts';
import { shownVoucher } from '../steps/shown-vouchers.ts';
import { findVoucherIn } from '../store/vouchers.ts';

/** Takes a voucher off its order. What was begun is finished by the job, if nobody asks again. */
export const removeVoucher =
  (ctx: LoyaltyContext): Rpc<RemoveVoucherRequest, RemoveVoucherResponse> =>
  async (request, call) => {
    const { voucherId } = request;
    const found = await findVoucherIn(ctx.db, serviceScope, voucherId);
    if (!found) throw notFound('voucher', voucherId);
    call.authoriseResource({ cafeId: found.cafeId ?? '', customerId: found.customerId });
    const key = onceKey(call, request, (r) => RemoveVoucherRequest.encode(r).finish());
    const made = await remembered(ctx.db, call, key);
    if (made !== undefined) return { voucher: await shownVoucher(ctx, voucherId), order: undefined };
    const taking = await moveVoucher(ctx, voucherId, (one) => beginRemoval(one, ctx.clock.now()) ?? one);
    const { orderId } = taking;
    const off = orderId ? await takeOffOrder(ctx, call, { voucherId, orderId }) : undefined;
    await ctx.db.transaction(serviceScope, (tx) => tx.once(key, { voucherId, orderId: orderId ?? '' }));
    return { voucher: await shownVoucher(ctx, voucherId), order: off?.order };
  };
