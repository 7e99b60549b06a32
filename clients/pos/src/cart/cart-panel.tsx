import type { MenuModifier } from '@sippy/proto/web/catalog/v1/catalog';
import { Button } from '@sippy/ui/components/button';
import BadgePercent from 'lucide-react/icons/badge-percent';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../sell/use-ask.ts';
import { type CartDialog, CartDialogs } from './cart-dialogs.tsx';
import { CartHeader } from './cart-header.tsx';
import { CartLines } from './cart-lines.tsx';
import styles from './cart-panel.module.css';
import { cartStore, useSettledCart } from './cart-store.ts';
import { endedAs } from './ended.ts';
import { EndedNotice } from './ended-notice.tsx';
import { useLineActions } from './line-actions.ts';
import { LineToolbar } from './line-toolbar.tsx';
import { LivePrice } from './live-price.tsx';
import { PayWord } from './pay-word.tsx';
import { Totals } from './totals.tsx';
import { useCartEnd } from './use-cart-end.ts';
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
  const { t } = useTranslation('pos');
  const cart = useSettledCart((state) => state.cart);
  const selectedId = useSettledCart((state) => state.selectedLineId);
  const priced = usePricedCart(cart);
  const ask = useAsk();
  const panel = useRef<HTMLElement>(null);
  const [dialog, setDialog] = useState<CartDialog>();
  const at = cart.lines.findIndex(({ lineId }) => lineId === selectedId);
  const selected = cart.lines[at];
  const act = useLineActions(ask.ask, setDialog);
  const close = useCallback(() => setDialog(undefined), []);
  const openLine = useCallback((lineId: string) => setDialog({ kind: 'line', lineId }), []);
  const openWhy = useCallback(() => setDialog({ kind: 'why', lineId: '' }), []);
  const actOnSelected = useCallback(
    (action: Parameters<typeof act>[0]) => {
      const { cart, selectedLineId } = cartStore.getState();
      if (!endedAs(cart)) act(action, selectedLineId);
    },
    [act],
  );

  const isEmpty = cart.lines.length === 0;
  const ended = endedAs(cart);
  const end = useCartEnd(ask, onPay);
  useCartKeys(panel, { onAction: actOnSelected, onPay: end.pay, onKeep: end.keep });
  return (
    <section
      ref={panel}
      className={styles.panel}
      aria-label={t('cart.title')}
      aria-busy={ask.busy || undefined}
    >
      <CartHeader ask={ask} open={setDialog} />
      <LivePrice>
        <CartLines whenEmpty={whenEmpty} onOpen={openLine} />
        <LineToolbar
          enabled={selected !== undefined && !ended}
          name={priced.lines[at]?.name ?? ''}
          onAction={actOnSelected}
        />
        <div className={styles.sums}>
          <Totals ask={ask.ask} onWhy={openWhy} />
          {ended ? (
            <EndedNotice as={ended} number={cart.order?.number ?? ''} />
          ) : (
            <Button
              variant="quiet"
              icon={<BadgePercent aria-hidden />}
              disabled={isEmpty}
              onClick={() => setDialog({ kind: 'discount', lineId: '' })}
            >
              {t('discount.order')}
            </Button>
          )}
        </div>
        <div className={styles.end}>
          {ended ? (
            <Button
              size="xl"
              variant="primary"
              className={styles.pay ?? ''}
              onClick={() => cartStore.getState().startAfresh()}
            >
              {t('cart.new')}
            </Button>
          ) : (
            <>
              <Button
                size="xl"
                disabled={isEmpty}
                busy={end.isKeeping || end.wanted === 'keep'}
                onClick={end.keep}
                aria-keyshortcuts="F2"
              >
                {t('cart.keep')}
              </Button>
              <Button
                size="xl"
                variant="primary"
                className={styles.pay ?? ''}
                disabled={isEmpty}
                busy={end.wanted === 'pay'}
                onClick={end.pay}
              >
                <PayWord />
              </Button>
            </>
          )}
        </div>
      </LivePrice>
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
