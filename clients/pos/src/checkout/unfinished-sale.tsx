import type { Order } from '@sippy/proto/web/order/v1/order';
import { lazy, Suspense, useEffect, useState } from 'react';
import { cartStore } from '../cart/cart-store.ts';
import { useTill } from '../till/till.tsx';
import { forgetSale, keptSales } from './kept-sale.ts';
import type { Sale } from './sale.ts';
import { heldSales } from './sale-lock.ts';

const UnfinishedDialog = lazy(() =>
  import('./unfinished-dialog.tsx').then((m) => ({ default: m.UnfinishedDialog })),
);

/** So long a view that has just closed may still hold its sale. */
const lettingGoMs = 150;

/**
 * Takes up sales that a reload, another tab or a lost answer has left unfinished, one after the other, and shows what became
 * of them. Shows nothing where there are none. To be mounted where a member of staff is signed in and nothing is being paid.
 */
export function UnfinishedSales({ onPaid }: { onPaid(order: Order): void }) {
  const { cafe } = useTill();
  const [sales, setSales] = useState<readonly Sale[]>([]);
  useEffect(() => {
    let isGone = false;
    void unfinished(cafe.cafeId).then((found) => {
      if (!isGone) setSales(found);
    });
    return () => {
      isGone = true;
    };
  }, [cafe.cafeId]);
  const [sale, ...later] = sales;
  if (!sale) return null;
  const next = () => setSales(later);
  return (
    <Suspense fallback={null}>
      <UnfinishedDialog
        key={sale.cart.orderId}
        sale={sale}
        onPaid={(order) => {
          next();
          onPaid(order);
        }}
        onBack={next}
      />
    </Suspense>
  );
}

/** Kept sales that nobody drives and that are not known to wait: those are in the cart, or open checks on the server. */
async function unfinished(cafeId: string): Promise<Sale[]> {
  await new Promise((resolve) => setTimeout(resolve, lettingGoMs));
  const held = await heldSales();
  const { orderId } = cartStore.getState().cart;
  const found = keptSales(cafeId).filter((sale) => !held.has(sale.cart.orderId));
  const waiting = found.filter(({ stage }) => waits.has(stage));
  for (const { cart } of waiting) if (cart.orderId !== orderId) forgetSale(cart.orderId);
  return found.filter((sale) => !waiting.includes(sale));
}

const waits: ReadonlySet<Sale['stage']> = new Set(['ready', 'differs', 'changed', 'placed', 'declined']);
