import type { Call } from '@sippy/kit/call';
import type { OnBehalf } from '@sippy/kit/client';
import type { Transaction } from '@sippy/kit/db';
import { type OnceKey, once } from '@sippy/kit/once';
import { notFound, Refusal } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { Order } from '@sippy/proto/order/v1/order';
import type { LoyaltyContext } from '../context.ts';
import { confirm, keepOn, PUT_MS, paid, release, type Voucher } from '../domain/voucher.ts';
import { voucherApplied } from '../domain/voucher-refusals.ts';
import { orderTerms } from '../messages/campaigns.ts';
import { carries, isSettled } from '../peers/order-vouchers.ts';
import { lockVoucher } from '../store/vouchers.ts';
import { moveVouchers } from './move-vouchers.ts';
import type { VoucherOf } from './usable-vouchers.ts';

const UNSURE = ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED', 'INTERNAL', 'UNKNOWN', 'ABORTED'];

/** Whether nobody knows, after this error, what the order service did. */
export function isUnsure(error: unknown): boolean {
  return !(error instanceof Refusal) || UNSURE.includes(error.code);
}

/** Changes one voucher under its lock; `move` may refuse. */
export async function moveVoucher(
  ctx: LoyaltyContext,
  voucherId: string,
  move: (voucher: Voucher) => Voucher,
  also?: (tx: Transaction) => Promise<void>,
): Promise<Voucher> {
  return ctx.db.transaction(serviceScope, async (tx) => {
    await also?.(tx);
    const voucher = await lockVoucher(tx, voucherId);
    if (!voucher) throw notFound('voucher', voucherId);
    const [moved = voucher] = await moveVouchers(tx, [voucher], ctx.clock.now(), move);
    return moved;
  });
}

/**
 * Puts a voucher that is locked to an order on it, and writes down that it is there, once for the request. A refusal frees the voucher; no
 * answer leaves it to the same request, or to the job.
 */
export async function putOnOrder(
  ctx: LoyaltyContext,
  call: Call,
  key: OnceKey,
  { voucher, campaign }: VoucherOf,
  orderId: string,
): Promise<Order> {
  const { voucherId, customerId } = voucher;
  const order = await put(ctx, call, { voucher, campaign }, orderId, customerId);
  const now = ctx.clock.now();
  const settled = await once(
    ctx.db,
    call,
    key,
    () =>
      moveVoucher(
        ctx,
        voucherId,
        (one) => settle(one, order, now),
        (tx) => tx.once(key, { voucherId, orderId }),
      ),
    () => moveVoucher(ctx, voucherId, (one) => settle(one, order, now)),
  );
  if (settled.orderId === orderId) return order;
  // Somebody freed it meanwhile: the order must not keep what is not locked to it.
  await ctx.orderVouchers.take({ orderId, voucherId }, call);
  throw voucherApplied();
}

async function put(
  ctx: LoyaltyContext,
  call: Call,
  { voucher, campaign }: VoucherOf,
  orderId: string,
  customerId: string,
): Promise<Order> {
  const { voucherId } = voucher;
  const expireTime = new Date(ctx.clock.now().getTime() + PUT_MS);
  try {
    const terms = orderTerms(campaign, voucherId);
    return await ctx.orderVouchers.put({ orderId, customerId, voucher: terms, expireTime }, call);
  } catch (error) {
    if (isUnsure(error)) throw error;
    const order = await ctx.orderVouchers.find(orderId, call);
    if (order && carries(order, voucherId)) return order;
    await moveVoucher(ctx, voucherId, (one) => release(one, orderId));
    throw error;
  }
}

/** What becomes of a voucher that its order has. */
export function settle(voucher: Voucher, order: Order, now: Date): Voucher {
  const on = confirm(voucher, order.orderId, now);
  return isSettled(order) ? paid(on, order.orderId) : on;
}

/** Takes a voucher that is being taken off its order off it, and frees it. A refusal leaves it on the order. */
export async function takeOffOrder(
  ctx: LoyaltyContext,
  on: OnBehalf,
  { voucherId, orderId }: { voucherId: string; orderId: string },
): Promise<{ voucher: Voucher; order: Order }> {
  try {
    const order = await ctx.orderVouchers.take({ orderId, voucherId }, on);
    const voucher = await moveVoucher(ctx, voucherId, (one) => release(one, orderId));
    return { voucher, order };
  } catch (error) {
    if (isUnsure(error)) throw error;
    await moveVoucher(ctx, voucherId, (one) => keepOn(one, orderId, ctx.clock.now()));
    throw error;
  }
}
