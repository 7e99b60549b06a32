import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { v7 as newId } from 'uuid';
import type { Cart } from '../cart/cart.ts';
import { cartStore } from '../cart/cart-store.ts';
import { useTill } from '../till/till.tsx';
import { forgetSale, keepSale, keptSale } from './kept-sale.ts';
import { newSale, type PayIntent, resumed, type Sale } from './sale.ts';
import { driveSale, type SaleDriver } from './sale-driver.ts';
import { holdSale } from './sale-lock.ts';
import { unansweredStages } from './sale-machine.ts';

/** A sale and what can be done with it; `driver` is missing while another tab has it. */
export interface RunningSale {
  readonly sale: Sale;
  readonly driver: SaleDriver | undefined;
  /** The guest pays so, as soon as the sale is this tab's; nothing happens while something is under way. */
  pay(intent: PayIntent): void;
  /** Places the order, so that it can be asked what points pay of it. */
  place(): void;
  /** Another tab drives this sale. */
  readonly isElsewhere: boolean;
  /** Nothing is under way, so that it can be left. */
  readonly canLeave: boolean;
  /** Forgets the sale: it has ended, or waits on the server as an open check. */
  forget(): void;
}

/** The sale of a cart: taken up again where it was left, else begun. */
export function useSale(cart: Cart, total: bigint): RunningSale {
  const till = useTill();
  const [begun] = useState(() => beginSale(cart, total, till));
  const [driver, setDriver] = useState<SaleDriver>();
  const [isElsewhere, setElsewhere] = useState(false);
  const { orderId } = begun.cart;
  const early = useRef<PayIntent>(undefined);

  useEffect(() => {
    let driving: SaleDriver | undefined;
    const letGo = holdSale(
      orderId,
      () => {
        // Another tab may have carried it on meanwhile.
        const kept = keptSale(orderId);
        const sale = kept ? takenUp(kept, begun) : begun;
        const returnUrl = new URL('confirmed.html', document.baseURI).href;
        driving = driveSale(sale, { till, now: Date.now, newRequestId: newId, returnUrl, keep: keepSale });
        setElsewhere(false);
        setDriver(driving);
        // What was pressed is about the sale that was shown.
        if (early.current && sale === begun) driving.pay(early.current);
        early.current = undefined;
      },
      () => {
        early.current = undefined;
        setElsewhere(true);
      },
    );
    const hurry = () => driving?.hurry();
    addEventListener('online', hurry);
    return () => {
      removeEventListener('online', hurry);
      driving?.stop();
      letGo();
    };
  }, [orderId, begun, till]);

  const sale = useSyncExternalStore(driver?.subscribe ?? subscribeToNothing, () => driver?.sale() ?? begun);
  useEffect(() => {
    if (sale.order) cartStore.getState().hear(sale.order);
  }, [sale.order]);
  const place = useCallback(() => driver?.place(), [driver]);
  return {
    sale,
    driver,
    place,
    pay(intent) {
      if (driver) driver.pay(intent);
      else if (!isElsewhere) early.current = intent;
    },
    isElsewhere,
    canLeave: !unansweredStages.has(sale.stage) && sale.stage !== 'placing',
    forget() {
      driver?.stop();
      forgetSale(orderId);
    },
  };
}

const subscribeToNothing = () => () => {};

function beginSale(cart: Cart, total: bigint, till: ReturnType<typeof useTill>): Sale {
  const { cafe, staff } = till;
  const begun = newSale({
    cafeId: cafe.cafeId,
    staffId: staff.staffId,
    cart,
    shownTotal: total,
    startedAt: Date.now(),
  });
  const kept = keptSale(cart.orderId);
  return kept ? takenUp(kept, begun) : begun;
}

/** A kept sale that has gone further than its cart goes on; one that only waited begins anew with the cart of now. */
function takenUp(kept: Sale, begun: Sale): Sale {
  const waits = kept.stage === 'placed' || kept.stage === 'declined' || kept.stage === 'changed';
  if (!waits) return resumed(kept);
  const { order, endedIds, parts, left } = kept;
  return { ...begun, order: begun.cart.order ?? order, endedIds, parts, left };
}
