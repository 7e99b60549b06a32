import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { IconButton } from '@sippy/ui/components/icon-button';
import { SegmentedControl } from '@sippy/ui/components/segmented';
import { useToasts } from '@sippy/ui/components/toast';
import UserPen from 'lucide-react/icons/user-pen';
import X from 'lucide-react/icons/x';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { MemberRow } from '../member/member-row.tsx';
import type { Ask } from '../sell/use-ask.ts';
import { isEmpty, unsentLines } from './cart.ts';
import type { CartDialog } from './cart-dialogs.tsx';
import styles from './cart-header.module.css';
import { cartStore } from './cart-store.ts';
import { useKind } from './use-kind.ts';

/** What the sale is: new or an open check, for whom, and where they will have it. Lines that come and go do not draw it again. */
export const CartHeader = memo(function CartHeader({ ask, open }: CartHeaderProps) {
  const { t } = useTranslation('pos');
  const toasts = useToasts();
  const { order, table, customerName, note, nothing } = useStore(
    cartStore,
    useShallow(({ cart }) => ({
      order: cart.order,
      table: cart.table,
      customerName: cart.customerName,
      note: cart.note,
      nothing: isEmpty(cart),
    })),
  );
  const { kind, setKind } = useKind(ask);
  const clear = () => {
    const { cart: before, startNew } = cartStore.getState();
    startNew(before.kind);
    if (unsentLines(before).length === 0) return;
    toasts.show({
      text: t(before.order ? 'cart.closedUnsaved' : 'cart.cleared'),
      undo() {
        const { cart: now, change } = cartStore.getState();
        if (isEmpty(now)) change(() => before);
      },
    });
  };
  const who = [table && t('cart.atTable', { table }), customerName].filter(Boolean).join(' · ');
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <button type="button" className={styles.who} onClick={() => open({ kind: 'details', lineId: '' })}>
          <UserPen className={styles.icon} aria-hidden />
          <span className={styles.words}>
            <span className={styles.title}>
              {order ? t('cart.check', { number: order.number }) : t('cart.new')}
            </span>
            <span className={styles.detail}>{who || t('cart.addName')}</span>
            {note && <span className={styles.detail}>“{note}”</span>}
          </span>
        </button>
        <IconButton
          label={t(order ? 'cart.close' : 'cart.clear')}
          icon={<X aria-hidden />}
          disabled={nothing}
          onClick={clear}
        />
      </div>
      <MemberRow ask={ask} />
      <SegmentedControl
        label={t('cart.kind')}
        wide
        value={kind}
        options={[
          { value: OrderKind.TAKEAWAY, label: t('kind.takeaway') },
          { value: OrderKind.DINE_IN, label: t('kind.dineIn') },
          { value: OrderKind.PICKUP, label: t('kind.pickup') },
        ]}
        onChange={setKind}
      />
    </header>
  );
});

/** How it opens dialogs and asks the server. */
interface CartHeaderProps {
  ask: Ask;
  open(dialog: CartDialog): void;
}
