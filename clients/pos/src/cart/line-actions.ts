import { OrderStatus } from '@sippy/proto/web/order/v1/order';
import { useToasts } from '@sippy/ui/components/toast';
import { afterPaint } from '@sippy/ui/timing/after-paint';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as newId } from 'uuid';
import type { Ask } from '../sell/use-ask.ts';
import { useTill } from '../till/till.tsx';
import { addLine, type Cart, type CartLine, changeQuantity, removeLine, restoreLine } from './cart.ts';
import type { CartDialog } from './cart-dialogs.tsx';
import { cartStore } from './cart-store.ts';
import { orderChanges } from './change-order.ts';

/** What the buttons and keys of the cart do with a line. */
export type LineAction = 'less' | 'more' | 'again' | 'remove' | 'open';

/** Whether the kitchen knows of a line: it then can only be voided, not removed or made less. */
export function isFired(cart: Cart, line: CartLine): boolean {
  return line.sent && cart.order?.status !== OrderStatus.CREATED;
}

/** Does something with a line: here where it is new, at the server where it is sent, in a dialog where it needs a reason. */
export function useLineActions(ask: Ask['ask'], open: (dialog: CartDialog) => void) {
  const till = useTill();
  const toasts = useToasts();
  const { t } = useTranslation('pos');
  return useCallback(
    (action: LineAction, lineId: string | undefined) => {
      const { cart, change } = cartStore.getState();
      const line = cart.lines.find((one) => one.lineId === lineId);
      if (!line) return;
      const changes = orderChanges(till);
      const step = (by: number) => {
        if (!line.sent) change((now) => changeQuantity(now, line.lineId, line.quantity + by));
        // Counted when its turn comes, so that each of two quick presses counts.
        else void ask(() => changes.step(line.lineId, by));
      };
      const remove = () => {
        if (isFired(cart, line)) return open({ kind: 'void', lineId: line.lineId });
        if (line.sent) return void ask(() => changes.remove(line.lineId));
        const position = cart.lines.indexOf(line);
        const next = cart.lines[position - 1] ?? cart.lines[position + 1];
        change(
          (now) => removeLine(now, line.lineId),
          () => next?.lineId,
        );
        const undo = () =>
          change((now) => (now.orderId === cart.orderId ? restoreLine(now, line, position) : now));
        afterPaint(() => {
          const toast = toasts.show({ text: t('cart.removed'), undo });
          const stop = cartStore.subscribe(({ cart: now }) => {
            if (now.orderId === cart.orderId) return;
            stop();
            toasts.close(toast);
          });
        });
      };
      switch (action) {
        case 'more':
          return line.quantity > 0 ? step(1) : undefined;
        case 'less':
          return line.quantity > 1 && !isFired(cart, line) ? step(-1) : remove();
        case 'remove':
          return line.quantity > 0 ? remove() : undefined;
        case 'again': {
          const { productId, variantId, modifiers, note, course } = line;
          return change(
            (now) => addLine(now, { productId, variantId, modifiers, note, course, quantity: 1 }, newId()),
            ({ lines }) => lines.at(-1)?.lineId,
          );
        }
        case 'open':
          return open({ kind: 'line', lineId: line.lineId });
      }
    },
    [till, toasts, t, ask, open],
  );
}
