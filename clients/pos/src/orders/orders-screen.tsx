import type { Order } from '@sippy/proto/web/order/v1/order';
import { IconButton } from '@sippy/ui/components/icon-button';
import { SegmentedControl } from '@sippy/ui/components/segmented';
import { TextField } from '@sippy/ui/components/text-field';
import Search from 'lucide-react/icons/search';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { ScreenFrame } from '../sell/screen-frame.tsx';
import { useCheckoutText } from '../text-checkout/text.ts';
import { OrderDetail } from './order-detail.tsx';
import { OrderList } from './order-list.tsx';
import type { OrderFilter } from './order-search.ts';
import styles from './orders-screen.module.css';
import { StaleBanner } from './stale-banner.tsx';
import { useOrders } from './use-orders.ts';

/** What `OrdersScreen` needs. */
export interface OrdersScreenProps {
  /** The open check is to be gone on with in the cart. */
  onContinue(order: Order): void;
  onClose(): void;
}

/** The café's orders: found, looked at, paid back, cancelled, gone on with. */
export function OrdersScreen({ onContinue, onClose }: OrdersScreenProps) {
  const { t } = useCheckoutText();
  const [filter, setFilter] = useState<OrderFilter>('all');
  const [search, setSearch] = useState('');
  const [selected, setSelected] = useState<Order>();
  const { orders, listed, book } = useOrders(filter, search);
  return (
    <ScreenFrame
      title={t('orders.title')}
      back={t('orders.back')}
      onBack={onClose}
      beside={<StaleBanner book={book} />}
    >
      <div className={`${styles.columns} ${selected ? (styles.showsDetail ?? '') : ''}`}>
        <div className={styles.list}>
          <TextField
            label={t('orders.search')}
            hideLabel
            type="search"
            placeholder={t('orders.search')}
            autoComplete="off"
            value={search}
            onChange={setSearch}
            before={<Search aria-hidden />}
            after={
              search && (
                <IconButton
                  label={t('orders.clear')}
                  icon={<X aria-hidden />}
                  onClick={() => setSearch('')}
                />
              )
            }
          />
          <SegmentedControl
            label={t('orders.filter')}
            wide
            value={filter}
            options={(['all', 'open', 'kitchen'] as const).map((value) => ({
              value,
              label: t(`orders.filters.${value}`),
            }))}
            onChange={setFilter}
          />
          <OrderList
            orders={orders}
            listed={listed}
            selectedId={selected?.orderId}
            isSearching={search !== ''}
            onSelect={setSelected}
          />
        </div>
        <div className={styles.detail}>
          {selected ? (
            <OrderDetail
              key={selected.orderId}
              known={selected}
              onContinue={onContinue}
              onBack={() => setSelected(undefined)}
            />
          ) : (
            <p className={styles.none}>{t('orders.chooseOne')}</p>
          )}
        </div>
      </div>
    </ScreenFrame>
  );
}
