import { useToasts } from '@sippy/ui/components/toast';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveCheck } from '../checkout/save-check.ts';
import { useMenu } from '../menu/use-menu.ts';
import type { Ask } from '../sell/use-ask.ts';
import { startOfMinute, useMinute } from '../till/minute.ts';
import { useTill } from '../till/till.tsx';
import { cartStore } from './cart-store.ts';
import { endedAs } from './ended.ts';
import { priceCart } from './price-cart.ts';

/** The two ways on from a cart. */
export interface CartEnd {
  /** On to paying, or to the line that cannot be sold. */
  pay(): void;
  /** Keeps it as an open check and begins the next sale. */
  keep(): void;
  /** What was pressed while a change awaits its answer: it happens as soon as that is there, unless the change is refused. */
  wanted: 'pay' | 'keep' | undefined;
  /** It is being kept as an open check. */
  isKeeping: boolean;
}

/** What follows a cart. A press during a call to the server is kept, as that call may change what there is to pay. */
export function useCartEnd(ask: Ask, onPay: () => void): CartEnd {
  const { t } = useTranslation('pos');
  const till = useTill();
  const toasts = useToasts();
  const { index } = useMenu();
  const minute = useMinute();
  const [wanted, setWanted] = useState<{ what: 'pay' | 'keep'; orderId: string }>();
  const [isKeeping, setKeeping] = useState(false);
  const does = {
    pay() {
      const { cart } = cartStore.getState();
      const { lines } = priceCart(cart, index, till.cafe, startOfMinute(minute));
      const blocked = lines.find(({ problem }) => problem !== undefined);
      if (!blocked) return onPay();
      cartStore.getState().select(blocked.lineId);
      toasts.show({ text: t('cart.blocked', { name: blocked.name }), tone: 'warn' });
    },
    async keep() {
      setKeeping(true);
      await ask.ask(async () => {
        const { cart, keep } = cartStore.getState();
        keep();
        const order = await saveCheck(till, cart);
        // Another sale may have been begun while the answer was on its way.
        if (cartStore.getState().cart.orderId === order.orderId) cartStore.getState().startNew();
        toasts.show({ text: t('cart.kept', { number: order.number }), tone: 'ok' });
      });
      setKeeping(false);
    },
  };
  const press = (what: 'pay' | 'keep') => {
    const { cart } = cartStore.getState();
    if (cart.lines.length === 0 || endedAs(cart)) return;
    if (ask.busy) setWanted({ what, orderId: cart.orderId });
    else void does[what]();
  };
  useEffect(() => {
    if (!wanted || ask.busy) return;
    setWanted(undefined);
    const { cart } = cartStore.getState();
    const isSame = cart.orderId === wanted.orderId && cart.lines.length > 0 && !endedAs(cart);
    if (isSame && !ask.failed) void does[wanted.what]();
  });
  return { pay: () => press('pay'), keep: () => press('keep'), wanted: wanted?.what, isKeeping };
}
