import { createContext, type ReactNode, useContext } from 'react';
import { useCart } from './cart-store.ts';
import type { PricedCart } from './price-cart.ts';
import { usePricedCart } from './use-priced-cart.ts';

const LivePriceContext = createContext<PricedCart | undefined>(undefined);

/** Prices the cart as it is, once for all who show it: they are drawn with the tap that changed it, `children` are not. */
export function LivePrice({ children }: { children: ReactNode }) {
  return <LivePriceContext value={usePricedCart(useCart())}>{children}</LivePriceContext>;
}

/** What the cart costs as it is now; only below a `LivePrice`. */
export function useLivePrice(): PricedCart {
  const priced = useContext(LivePriceContext);
  if (!priced) throw new Error('the price of the cart is shown where nobody works it out');
  return priced;
}
