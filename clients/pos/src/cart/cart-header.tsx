import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { IconButton } from '@sippy/ui/components/icon-button';
import { SegmentedControl } from '@sippy/ui/components/segmented';
import { useToasts } from '@sippy/ui/components/toast';
import UserPen from 'lucide-react/icons/user-pen';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import type { Ask } from '../sell/use-ask.ts';
import { useTill } from '../till/till.tsx';
import { changeDetails, isEmpty, unsentLines } from './cart.ts';
import type { CartDialog } from './cart-dialogs.tsx';
import styles from './cart-header.module.css';
import { cartStore, useCart } from './cart-store.ts';
import { orderChanges } from './change-order.ts';

/** What the sale is: new or an open check, for whom, and where they will have it. */
export function CartHeader({ ask, open }: { ask: Ask; open(dialog: CartDialog): void }) {
  const { t } = useTranslation('pos');
  const till = useTill();
  const toasts = useToasts();
  const cart = useCart();
  const setKind = (kind: OrderKind) => {
    if (!cart.order) cartStore.getState().change((now) => changeDetails(now, { kind }));
    else void ask.ask(() => orderChanges(till).details({ kind }));
  };
  const clear = () => {
    const before = cart;
    cartStore.getState().startNew(cart.kind);
    if (unsentLines(before).length === 0) return;
    toasts.show({
      text: t(before.order ? 'cart.closedUnsaved' : 'cart.cleared'),
      undo() {
        const { cart: now, change } = cartStore.getState();
        if (isEmpty(now)) change(() => before);
      },
    });
  };
  const who = [cart.table && t('cart.atTable', { table: cart.table }), cart.customerName]
    .filter(Boolean)
    .join(' · ');
  return (
    <header className={styles.header}>
      <div className={styles.top}>
        <button type="button" className={styles.who} onClick={() => open({ kind: 'details', lineId: '' })}>
          <UserPen className={styles.icon} aria-hidden />
          <span className={styles.words}>
            <span className={styles.title}>
              {cart.order ? t('cart.check', { number: cart.order.number }) : t('cart.new')}
            </span>
            <span className={styles.detail}>{who || t('cart.addName')}</span>
            {cart.note && <span className={styles.detail}>“{cart.note}”</span>}
          </span>
        </button>
        <IconButton
          label={t(cart.order ? 'cart.close' : 'cart.clear')}
          icon={<X aria-hidden />}
          disabled={isEmpty(cart)}
          onClick={clear}
        />
      </div>
      <SegmentedControl
        label={t('cart.kind')}
        wide
        value={cart.kind}
        disabled={ask.busy}
        options={[
          { value: OrderKind.TAKEAWAY, label: t('kind.takeaway') },
          { value: OrderKind.DINE_IN, label: t('kind.dineIn') },
          { value: OrderKind.PICKUP, label: t('kind.pickup') },
        ]}
        onChange={setKind}
      />
    </header>
  );
}
