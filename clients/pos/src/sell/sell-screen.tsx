import type { MenuModifier, MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import type { Order } from '@sippy/proto/web/order/v1/order';
import { Spinner } from '@sippy/ui/components/spinner';
import { ConnectionBanner } from '@sippy/ui/patterns/connection-banner';
import { Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CartPanel } from '../cart/cart-panel.tsx';
import { cartStore } from '../cart/cart-store.ts';
import { useMemberScan } from '../member/use-member-scan.ts';
import { MenuPanel } from '../menu/menu-panel.tsx';
import { useMenu } from '../menu/use-menu.ts';
import { ProductDialog } from '../product/product-dialog.tsx';
import { connection } from '../till/device.ts';
import { useTill } from '../till/till.tsx';
import { CheckoutView } from './checkout-view.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { rememberOrder } from './last-order.ts';
import {
  AvailabilityDialog,
  loadLateParts,
  NotedMembers,
  OrdersScreen,
  SettingsDialog,
  UnfinishedSales,
} from './late-parts.ts';
import { hasChoices, plainDraft, sell } from './pick.ts';
import { RepeatLast } from './repeat-last.tsx';
import styles from './sell-screen.module.css';
import { TopBar } from './top-bar.tsx';
import { useLiveCart } from './use-live-cart.ts';
import { useTillKeys } from './use-till-keys.ts';
import { useView } from './use-view.ts';

/** The till's own screen: the menu beside the cart, and what opens over them. */
export function SellScreen() {
  const { t } = useTranslation('pos');
  const { zone, lock } = useTill();
  const { refresh } = useMenu();
  const { view, open, close } = useView();
  const [product, setProduct] = useState<MenuProduct>();
  const [held, setHeld] = useState<{ product?: MenuProduct; modifier?: MenuModifier }>();
  const [panel, setPanel] = useState<'settings' | 'keys'>();
  const screen = useRef<HTMLDivElement>(null);
  useLiveCart();
  useEffect(loadLateParts, []);

  const pick = useCallback(
    (picked: MenuProduct) => {
      if (hasChoices(picked)) setProduct(picked);
      else sell(plainDraft(picked), () => t('cart.added', { name: picked.name }));
    },
    [t],
  );
  const hold = useCallback((one: MenuProduct) => setHeld({ product: one }), []);
  const holdModifier = useCallback((one: MenuModifier) => setHeld({ modifier: one }), []);
  const toOrders = useCallback(() => open('orders'), [open]);
  const toSettings = useCallback(() => setPanel('settings'), []);
  const toKeys = useCallback(() => setPanel('keys'), []);
  const paid = (order: Order) => {
    rememberOrder(order);
    const { cart, startNew } = cartStore.getState();
    if (cart.orderId === order.orderId) startNew();
    close();
  };
  useMemberScan(screen, view);
  useTillKeys(screen, { onOrders: toOrders, onKeys: toKeys, onLock: lock });
  return (
    <>
      <div ref={screen} className={styles.screen} inert={view !== 'sell'} hidden={view !== 'sell'}>
        <TopBar onOrders={toOrders} onSettings={toSettings} onKeys={toKeys} />
        <main className={styles.columns}>
          <div className={styles.menu}>
            <MenuPanel onPick={pick} onHold={hold} />
            <div className={styles.banner}>
              <ConnectionBanner connection={connection} stillWorks={t('top.stillWorks')} zone={zone} />
            </div>
          </div>
          <CartPanel
            whenEmpty={<RepeatLast />}
            onPay={() => open('checkout')}
            onHoldModifier={holdModifier}
          />
        </main>
      </div>
      {product && (
        <ProductDialog
          product={product}
          onClose={() => setProduct(undefined)}
          onHoldModifier={holdModifier}
          onDone={(draft) => {
            sell(draft, () => t('cart.added', { name: product.name }));
            setProduct(undefined);
          }}
        />
      )}
      <Suspense fallback={null}>
        <NotedMembers />
      </Suspense>
      <KeysDialog open={panel === 'keys'} onOpenChange={(isOpen) => !isOpen && setPanel(undefined)} />
      <Suspense fallback={view === 'sell' ? null : <Spinner />}>
        {panel === 'settings' && (
          <SettingsDialog open onOpenChange={(isOpen) => !isOpen && setPanel(undefined)} />
        )}
        {held && (
          <AvailabilityDialog {...held} onClose={() => setHeld(undefined)} onChanged={() => void refresh()} />
        )}
        {view === 'orders' && (
          <OrdersScreen
            onContinue={(order) => {
              cartStore.getState().continueWith(order);
              close();
            }}
            onClose={close}
          />
        )}
        {view === 'checkout' ? (
          <CheckoutView onPaid={paid} onBack={close} />
        ) : (
          <UnfinishedSales onPaid={paid} />
        )}
      </Suspense>
    </>
  );
}
