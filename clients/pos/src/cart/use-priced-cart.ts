import type { MenuIndex } from '@sippy/order/selection';
import type { Cafe } from '@sippy/proto/web/cafe/v1/cafe';
import { useMenu } from '../menu/use-menu.ts';
import { startOfMinute, useMinute } from '../till/minute.ts';
import { useTill } from '../till/till.tsx';
import type { Cart } from './cart.ts';
import { type PricedCart, type PricedCartLine, priceCart } from './price-cart.ts';

const ofCart = new WeakMap<Cart, { index: MenuIndex; cafe: Cafe; minute: number; priced: PricedCart }>();

/** What a cart costs now: worked out once for all who show it. */
export function usePricedCart(cart: Cart): PricedCart {
  const { index } = useMenu();
  const { cafe } = useTill();
  const minute = useMinute();
  const before = ofCart.get(cart);
  if (before?.index === index && before.cafe === cafe && before.minute === minute) return before.priced;
  const priced = priceCart(cart, index, cafe, startOfMinute(minute));
  ofCart.set(cart, { index, cafe, minute, priced });
  return priced;
}

type Plain = Exclude<keyof PricedCartLine, 'modifiers'>;
/** What can be compared as it is; a field that is missing here does not compile. */
const plain: Readonly<Record<Plain, true>> = {
  ...{ line: true, lineId: true, name: true, variantName: true, listPrice: true, amount: true },
  ...{ discount: true, left: true, total: true, voidedQuantity: true, problem: true },
};
const plainNames = Object.keys(plain) as Plain[];

/** Whether two prices of a line look the same. */
export function isSamePrice(some: PricedCartLine, other: PricedCartLine): boolean {
  for (const name of plainNames) if (some[name] !== other[name]) return false;
  if (some.modifiers === other.modifiers) return true;
  return (
    some.modifiers.length === other.modifiers.length &&
    some.modifiers.every((modifier, i) => {
      const { id, name, quantity, price } = other.modifiers[i] ?? {};
      return (
        modifier.id === id &&
        modifier.name === name &&
        modifier.quantity === quantity &&
        modifier.price === price
      );
    })
  );
}
