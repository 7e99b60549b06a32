import type { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Ask } from '../sell/use-ask.ts';
import { useTill } from '../till/till.tsx';
import { changeDetails } from './cart.ts';
import { cartStore } from './cart-store.ts';
import { orderChanges } from './change-order.ts';

interface Wanted {
  readonly orderId: string;
  readonly kind: OrderKind;
}

/**
 * Where they will have it, and what changes it. An open check shows the change at once, and what it was before where the
 * server refuses; of several taps during a call the last one counts.
 */
export function useKind({ ask }: Ask): { kind: OrderKind; setKind(kind: OrderKind): void } {
  const till = useTill();
  const orderId = useStore(cartStore, ({ cart }) => cart.orderId);
  const known = useStore(cartStore, ({ cart }) => cart.kind);
  const [wanted, setWanted] = useState<Wanted>();
  const latest = useRef<Wanted>(undefined);
  const want = (next: Wanted | undefined) => {
    latest.current = next;
    setWanted(next);
  };
  const setKind = (kind: OrderKind) => {
    const { cart, change } = cartStore.getState();
    const { orderId } = cart;
    if (!cart.order) return change((now) => changeDetails(now, { kind }));
    const isAsking = latest.current?.orderId === orderId;
    want({ orderId, kind });
    if (isAsking) return;
    const isInCart = () => cartStore.getState().cart.orderId === orderId;
    void ask(async () => {
      for (let sent: Wanted | undefined; sent !== latest.current && isInCart(); ) {
        sent = latest.current;
        if (sent?.orderId === orderId) await orderChanges(till).details({ kind: sent.kind });
      }
    }).finally(() => {
      if (latest.current?.orderId === orderId) want(undefined);
    });
  };
  return { kind: wanted?.orderId === orderId ? wanted.kind : known, setKind };
}
