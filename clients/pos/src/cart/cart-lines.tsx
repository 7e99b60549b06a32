import { EmptyState } from '@sippy/ui/components/empty-state';
import ShoppingBag from 'lucide-react/icons/shopping-bag';
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useTill } from '../till/till.tsx';
import styles from './cart-lines.module.css';
import { CartRow } from './cart-row.tsx';
import { cartStore } from './cart-store.ts';
import { useLivePrice } from './live-price.tsx';

/** The lines of the cart. The one touched last is selected: the buttons below act on it. */
export const CartLines = memo(function CartLines(props: {
  whenEmpty: ReactNode;
  onOpen(lineId: string): void;
}) {
  const { t, i18n } = useTranslation('pos');
  const { currencyCode } = useTill();
  const { lines } = useLivePrice();
  const selectedId = useStore(cartStore, (state) => state.selectedLineId);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (!selectedId) return;
    // With the frame: earlier, all would be laid out once more for it.
    const frame = requestAnimationFrame(() => {
      list.current?.querySelector(`[data-line="${selectedId}"]`)?.scrollIntoView({ block: 'nearest' });
    });
    return () => cancelAnimationFrame(frame);
  }, [selectedId]);
  if (lines.length === 0) {
    return (
      <div className={styles.empty}>
        <EmptyState icon={<ShoppingBag aria-hidden />} title={t('cart.empty')} action={props.whenEmpty}>
          {t('cart.emptyHint')}
        </EmptyState>
      </div>
    );
  }
  const lineAt = (target: EventTarget) =>
    target instanceof Element ? target.closest<HTMLElement>('[data-line]')?.dataset.line : undefined;
  const press = (event: MouseEvent) => {
    const lineId = lineAt(event.target);
    if (!lineId) return;
    // A second tap opens what the first has selected.
    if (lineId === cartStore.getState().selectedLineId) props.onOpen(lineId);
    else cartStore.getState().select(lineId);
  };
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = lines.findIndex(({ lineId }) => lineId === lineAt(event.target));
    const next = lines[at + step];
    if (!next) return;
    cartStore.getState().select(next.lineId);
    list.current?.querySelector<HTMLElement>(`[data-line="${next.lineId}"]`)?.focus();
  };
  return (
    <ul ref={list} className={styles.lines} aria-label={t('cart.lines')} onClick={press} onKeyDown={move}>
      {lines.map((of) => (
        <CartRow
          key={of.lineId}
          priced={of}
          currencyCode={currencyCode}
          t={t}
          language={i18n.language}
          selected={of.lineId === selectedId}
        />
      ))}
    </ul>
  );
});
