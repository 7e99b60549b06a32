import { useEffect } from 'react';
import { cartStore } from '../cart/cart-store.ts';
import { liveOrdersOf } from '../live/live-orders.ts';
import { useTill } from '../till/till.tsx';

/** Keeps the open check in the cart as the server has it, so that what another till does to it shows here. */
export function useLiveCart(): void {
  const till = useTill();
  useEffect(() => {
    const live = liveOrdersOf(till);
    const hear = () => {
      const { cart, hear } = cartStore.getState();
      const order = cart.order && live.book().orders.get(cart.orderId);
      if (order) hear(order);
    };
    hear();
    return live.subscribe(hear);
  }, [till]);
}
