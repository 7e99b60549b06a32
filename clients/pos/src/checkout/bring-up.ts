/** What must be told to the server so that its order is as the cart has it. Pure. */
import type { Discount, NewDiscount, NewLine, Order } from '@sippy/proto/web/order/v1/order';
import type { UpdateOrderRequest } from '@sippy/proto/web/order/v1/order_service';
import { type Cart, toNewLine, unsentLines } from '../cart/cart.ts';

/** Lines of the cart that the order does not have. */
export function missingLines(cart: Cart, order: Order): NewLine[] {
  const there = new Set(order.lines.map(({ lineId }) => lineId));
  return unsentLines(cart)
    .filter(({ lineId }) => !there.has(lineId))
    .map(toNewLine);
}

/** What an order has as a whole. */
export type Details = Partial<
  Pick<UpdateOrderRequest, 'kind' | 'customerId' | 'customerName' | 'table' | 'note' | 'discounts'>
>;

/**
 * What was changed on the cart since it took its order on; what others have changed meanwhile stays theirs. Undefined where
 * nothing was.
 */
export function changedDetails(cart: Cart, order: Order): Details | undefined {
  const base = cart.order ?? order;
  const changed: Details = {};
  if (cart.kind !== base.kind) changed.kind = cart.kind;
  const customerId = cart.member?.customerId ?? '';
  if (customerId !== base.customerId) changed.customerId = customerId;
  if (cart.customerName !== base.customerName) changed.customerName = cart.customerName;
  if (cart.table !== base.table) changed.table = cart.table;
  if (cart.note !== base.note) changed.note = cart.note;
  // Vouchers are no discounts of the till's.
  const given = base.discounts.filter((discount) => !('voucher' in discount && discount.voucher));
  if (textOf(cart.discounts) !== textOf(given)) changed.discounts = { discounts: [...cart.discounts] };
  return Object.keys(changed).length > 0 ? changed : undefined;
}

/** The permission that it takes beyond selling: for prices and discounts of somebody's own making. */
export function permissionFor(cart: Cart, isNew: boolean): string {
  const lines = unsentLines(cart);
  if (lines.some(({ priceOverride }) => priceOverride !== undefined)) return 'order.price_override';
  const onOrder = isNew ? cart.discounts.length > 0 : false;
  if (onOrder || lines.some(({ discounts }) => discounts.length > 0)) return 'order.discount';
  return isNew ? 'order.place' : 'order.edit';
}

function textOf(discounts: readonly (NewDiscount | Discount)[]): string {
  const facts = discounts.map(({ name, value, reason }) => [
    name,
    value?.$case,
    String(value?.$case === 'fixed' ? value.value.minor : value?.value),
    reason?.code,
    reason?.note ?? '',
  ]);
  return JSON.stringify(facts);
}
