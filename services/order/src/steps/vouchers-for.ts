import type { Call } from '@sippy/kit/call';
import { invalidField } from '@sippy/kit/refusal';
import type { QuoteOrderRequest } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import type { OrderVoucher } from '../domain/order.ts';
import { newVoucher } from '../messages/vouchers.ts';

/** The vouchers with which an order is to be quoted: the caller's own, or those of a member whom staff serve. */
export async function vouchersFor(
  ctx: OrderContext,
  call: Call,
  { cafeId, voucherIds, customerId: named }: QuoteOrderRequest,
  currency: string,
): Promise<OrderVoucher[]> {
  if (voucherIds.length === 0) return [];
  const own = call.principal.customerId ?? '';
  const customerId = named || own;
  if (customerId === '') throw invalidField('customer_id', 'must say whose vouchers they are');
  if (customerId !== own) call.authoriseCafe(cafeId, 'loyalty.read');
  const terms = await ctx.vouchers.termsOf({ cafeId, customerId, voucherIds }, call);
  return terms.map((voucher, i) => newVoucher(voucher, currency, `voucher_ids[${i}]`));
}
