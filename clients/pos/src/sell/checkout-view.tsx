import type { Order } from '@sippy/proto/web/order/v1/order';
import { useEffect, useState } from 'react';
import { isEmpty } from '../cart/cart.ts';
import { cartStore, useCart } from '../cart/cart-store.ts';
import { usePricedCart } from '../cart/use-priced-cart.ts';
import { Checkout } from './late-parts.ts';

/** Paying for the cart as it stood when the guest was told its total. */
export function CheckoutView({ onPaid, onBack }: { onPaid(order: Order): void; onBack(): void }) {
  const now = useCart();
  const priced = usePricedCart(now);
  const [{ cart, total }] = useState(() => ({ cart: cartStore.getState().cart, total: priced.totals.total }));
  const nothing = isEmpty(cart);
  useEffect(() => {
    // The forward button leads back here after the sale is over.
    if (nothing) onBack();
  }, [nothing, onBack]);
  return nothing ? null : <Checkout cart={cart} total={total} onPaid={onPaid} onBack={onBack} />;
}
