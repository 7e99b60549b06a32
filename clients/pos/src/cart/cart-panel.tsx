import type { MenuModifier } from '@sippy/proto/web/catalog/v1/catalog';
import { Button } from '@sippy/ui/components/button';
import { useToasts } from '@sippy/ui/components/toast';
import { formatMoney } from '@sippy/ui/format/money';
import BadgePercent from 'lucide-react/icons/badge-percent';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { saveCheck } from '../checkout/save-check.ts';
import { useAsk } from '../sell/use-ask.ts';
import { useTill } from '../till/till.tsx';
import { type CartDialog, CartDialogs } from './cart-dialogs.tsx';
import { CartHeader } from './cart-header.tsx';
import { CartLines } from './cart-lines.tsx';
import styles from './cart-panel.module.css';
import { cartStore, useCart } from './cart-store.ts';
import { useLineActions } from './line-actions.ts';
import { LineToolbar } from './line-toolbar.tsx';
import { Totals } from './totals.tsx';
import { useCartKeys } from './use-cart-keys.ts';
import { usePricedCart } from './use-priced-cart.ts';

/** What surrounds the cart. */
export interface CartPanelProps {
  /** Offered while there is nothing in the cart. */
  whenEmpty: ReactNode;
  onPay(): void;
  onHoldModifier(modifier: MenuModifier): void;
}

/** The sale on its way: its lines, what can be done with them, what they come to. */
export function CartPanel({ whenEmpty, onPay, onHoldModifier }: CartPanelProps) {
  const { t, i18n } = useTranslation('pos');
  const till = useTill();
  const toasts = useToasts();
  const cart = useCart();
  const priced = usePricedCart();
  const ask = useAsk();
  const panel = useRef<HTMLElement>(null);
  const [dialog, setDialog] = useState<CartDialog>();
  const selectedId = useStore(cartStore, (state) => state.selectedLineId);
  const at = cart.lines.findIndex(({ lineId }) => lineId === selectedId);
  const selected = cart.lines[at];
  const act = useLineActions(ask.ask, setDialog);
  const close = useCallback(() => setDialog(undefined), []);
  const openLine = useCallback((lineId: string) => setDialog({ kind: 'line', lineId }), []);
  const openWhy = useCallback(() => setDialog({ kind: 'why', lineId: '' }), []);
  const actOnSelected = useCallback(
    (action: Parameters<typeof act>[0]) => act(action, cartStore.getState().selectedLineId),
    [act],
  );

  const isEmpty = cart.lines.length === 0;
  const pay = () => {
    if (isEmpty || ask.busy) return;
    const blocked = priced.lines.find(({ problem }) => problem !== undefined);
    if (!blocked) return onPay();
    cartStore.getState().select(blocked.lineId);
    toasts.show({ text: t('cart.blocked', { name: blocked.name }), tone: 'warn' });
  };
  const keep = async () => {
    if (isEmpty || ask.busy) return;
    await ask.ask(async () => {
      const order = await saveCheck(till, cart);
      // Another sale may have been begun while the answer was on its way.
      if (cartStore.getState().cart.orderId === order.orderId) cartStore.getState().startNew();
      toasts.show({ text: t('cart.kept', { number: order.number }), tone: 'ok' });
    });
  };
  useCartKeys(panel, { onAction: actOnSelected, onPay: pay, onKeep: () => void keep() });
  const total = formatMoney({ currencyCode: till.currencyCode, minor: priced.due }, i18n.language);
  return (
    <section
      ref={panel}
      className={styles.panel}
      aria-label={t('cart.title')}
      aria-busy={ask.busy || undefined}
    >
      <CartHeader ask={ask} open={setDialog} />
      <CartLines priced={priced} whenEmpty={whenEmpty} onOpen={openLine} />
      <LineToolbar
        enabled={selected !== undefined}
        name={priced.lines[at]?.name ?? ''}
        onAction={actOnSelected}
      />
      <div className={styles.sums}>
        <Totals priced={priced} onWhy={openWhy} />
        <Button
          variant="quiet"
          icon={<BadgePercent aria-hidden />}
          disabled={isEmpty}
          onClick={() => setDialog({ kind: 'discount', lineId: '' })}
        >
          {t('discount.order')}
        </Button>
      </div>
      <div className={styles.end}>
        <Button
          size="xl"
          disabled={isEmpty}
          busy={ask.busy}
          onClick={() => void keep()}
          aria-keyshortcuts="F2"
        >
          {t('cart.keep')}
        </Button>
        <Button size="xl" variant="primary" className={styles.pay ?? ''} disabled={isEmpty} onClick={pay}>
          <span className={styles.word}>{t('cart.pay', { total })}</span>
        </Button>
      </div>
      {dialog && (
        <CartDialogs
          dialog={dialog}
          priced={priced}
          ask={ask}
          open={setDialog}
          onClose={close}
          onHoldModifier={onHoldModifier}
        />
      )}
    </section>
  );
}
