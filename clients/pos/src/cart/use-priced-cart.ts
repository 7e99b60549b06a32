import { useMemo, useRef } from 'react';
import { useMenu } from '../menu/use-menu.ts';
import { startOfMinute, useMinute } from '../till/minute.ts';
import { useTill } from '../till/till.tsx';
import { useCart } from './cart-store.ts';
import { type PricedCart, type PricedCartLine, priceCart } from './price-cart.ts';

/** The cart's price now. Lines whose names and amounts did not change are the same objects as before. */
export function usePricedCart(): PricedCart {
  const cart = useCart();
  const { index } = useMenu();
  const { cafe } = useTill();
  const minute = useMinute();
  const before = useRef(new Map<string, PricedCartLine>());
  return useMemo(() => {
    const priced = priceCart(cart, index, cafe, startOfMinute(minute));
    const lines = priced.lines.map((line) => {
      const known = before.current.get(line.lineId);
      return known && isSame(known, line) ? known : line;
    });
    before.current = new Map(lines.map((line) => [line.lineId, line]));
    return { ...priced, lines };
  }, [cart, index, cafe, minute]);
}

function isSame(some: PricedCartLine, other: PricedCartLine): boolean {
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
