/** Vouchers on the sale: put on, taken off, got by a code. */
import type { Voucher } from '@sippy/proto/web/loyalty/v1/voucher';
import { SippyError } from '@sippy/sdk/web';
import { askOnce } from '../cart/ask-once.ts';
import { cartStore } from '../cart/cart-store.ts';
import { takeOn } from '../cart/change-order.ts';
import { endedAs } from '../cart/ended.ts';
import { saveCheck } from '../checkout/save-check.ts';
import type { Till } from '../till/till.tsx';

/**
 * Puts a member's voucher on the sale in the cart, which is kept as an open check with all its lines before that: the server
 * says what the voucher takes off. Rejects with its refusal.
 */
export async function applyVoucher(till: Till, customerId: string, voucherId: string): Promise<void> {
  const { cart, keep } = cartStore.getState();
  if (endedAs(cart)) return;
  const { orderId } = cart;
  const { cafeId } = till.cafe;
  keep();
  takeOn(till, await saveCheck(till, cart));
  const { order } = await till.authorised('loyalty.redeem', (sippy) =>
    askOnce('voucher', { orderId, voucherId }, (requestId) =>
      sippy.voucher.applyVoucher({ requestId, cafeId, customerId, voucherId, orderId }),
    ),
  );
  if (order) takeOn(till, order);
}

/** Takes a voucher off the order that it is on; it is the member's again. */
export async function removeVoucher(till: Till, voucherId: string): Promise<void> {
  const { order } = await till.authorised('loyalty.redeem', (sippy) =>
    askOnce('voucher.off', { voucherId }, (requestId) =>
      sippy.voucher.removeVoucher({ requestId, voucherId }),
    ),
  );
  if (order) takeOn(till, order);
}

/** Takes all vouchers off the order in the cart. */
export async function removeVouchers(till: Till): Promise<void> {
  const { order } = cartStore.getState().cart;
  for (const { voucher } of order?.discounts ?? []) if (voucher) await removeVoucher(till, voucher.voucherId);
}

/** Gives a member the voucher that a code is for. */
export async function claimVoucher(till: Till, customerId: string, code: string): Promise<Voucher> {
  const { cafeId } = till.cafe;
  const { voucher } = await till.authorised('loyalty.redeem', (sippy) =>
    askOnce('voucher.code', { customerId, code }, (requestId) =>
      sippy.voucher.claimVoucher({ requestId, cafeId, customerId, code }),
    ),
  );
  if (!voucher) throw new SippyError('INTERNAL', 'The answer holds no voucher.');
  return voucher;
}
