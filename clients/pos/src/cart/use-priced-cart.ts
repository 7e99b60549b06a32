import { useMemo } from 'react';
import { useMenu } from '../menu/use-menu.ts';
import { startOfMinute, useMinute } from '../till/minute.ts';
import { useTill } from '../till/till.tsx';
import type { Cart, CartLine } from './cart.ts';
import { cartStore } from './cart-store.ts';
import { type PricedCart, type PricedCartLine, priceCart } from './price-cart.ts';

/** What a cart costs now. */
export function usePricedCart(cart: Cart): PricedCart {
  const { index } = useMenu();
  const { cafe } = useTill();
  const minute = useMinute();
  return useMemo(() => priceCart(cart, index, cafe, startOfMinute(minute)), [cart, index, cafe, minute]);
}

/**
 * Prices of the lines as they are now, out of a price of the cart that may be a frame old: what has changed since is priced
 * by itself until the cart's price follows, with what is taken off the order as a whole.
 */
export function usePricedLines(lines: readonly CartLine[], priced: PricedCart): readonly PricedCartLine[] {
  const { index } = useMenu();
  const { cafe } = useTill();
  const minute = useMinute();
  return useMemo(() => {
    const known = new Map(priced.lines.map((one) => [one.line, one]));
    const { cart } = cartStore.getState();
    return lines.flatMap((line) => {
      const alone = { ...cart, lines: [line], discounts: [] };
      return known.get(line) ?? priceCart(alone, index, cafe, startOfMinute(minute)).lines;
    });
  }, [lines, priced, index, cafe, minute]);
}

/** Whether two prices of a line look the same. */
export function isSamePrice(some: PricedCartLine, other: PricedCartLine): boolean {
  const names = Object.keys(other) as (keyof PricedCartLine)[];
  return names.every((name) => {
    if (name !== 'modifiers') return some[name] === other[name];
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
  });
}
