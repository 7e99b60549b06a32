import type { Call } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { FireMode, type NewDiscount, type NewLine, OrderChannel } from '@sippy/proto/order/v1/order';
import type { PlaceOrderRequest } from '@sippy/proto/order/v1/order_service';
import { staffOnly } from '../domain/refusals.ts';

/**
 * Refuses prices and discounts of the caller's own making without the permission for them: to customers and guests
 * because they are for staff, to staff who lack it by its name.
 */
export function checkPriceRights(
  call: Call,
  cafeId: string,
  request: { readonly lines: readonly NewLine[]; readonly discounts?: readonly NewDiscount[] },
): void {
  const override = request.lines.findIndex((line) => line.priceOverride !== undefined);
  if (override >= 0)
    checkStaffRight(call, cafeId, 'order.price_override', 'set a price', `lines[${override}].price_override`);
  const discount = request.lines.findIndex((line) => line.discounts.length > 0);
  if (discount >= 0)
    checkStaffRight(call, cafeId, 'order.discount', 'give a discount', `lines[${discount}].discounts`);
  if (request.discounts?.length)
    checkStaffRight(call, cafeId, 'order.discount', 'give a discount', 'discounts');
}

/**
 * Refuses what only staff with a permission can do: with STAFF_ONLY to customers and guests, by the permission's name to
 * staff who lack it. `what` completes "Only staff can …".
 */
export function checkStaffRight(
  call: Call,
  cafeId: string,
  permission: string,
  what: string,
  field: string,
): void {
  if (call.can(permission, cafeId)) return;
  if (!call.can('order.place', cafeId)) throw staffOnly(what, field);
  call.authoriseCafe(cafeId, permission);
}

/** Refuses what customers cannot say about their own orders. */
export function checkSaidByCustomer(request: PlaceOrderRequest): void {
  const { channel, fire, series, takenTime } = request;
  if (channel === OrderChannel.COUNTER) throw staffOnly('order at the counter', 'channel');
  const mode = nameOf(FireMode, fire);
  if (mode !== undefined && mode !== 'WHEN_PAID')
    throw staffOnly('send an unpaid order to the kitchen', 'fire');
  if (series !== '') throw staffOnly('choose a series of numbers', 'series');
  if (takenTime) throw staffOnly('date an order', 'taken_time');
}
