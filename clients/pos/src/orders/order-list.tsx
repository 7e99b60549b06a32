import type { Order } from '@sippy/proto/web/order/v1/order';
import { Button } from '@sippy/ui/components/button';
import { EmptyState } from '@sippy/ui/components/empty-state';
import { List, ListRow } from '@sippy/ui/components/list';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { ClockTime } from '@sippy/ui/patterns/clock-time';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { Money } from '@sippy/ui/patterns/money';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import { OrderBadges } from './order-badges.tsx';
import styles from './order-list.module.css';
import type { useOrders } from './use-orders.ts';

/** The orders found, and the way to more of them. */
export function OrderList(props: {
  orders: readonly Order[];
  listed: ReturnType<typeof useOrders>['listed'];
  selectedId: string | undefined;
  isSearching: boolean;
  onSelect(order: Order): void;
}) {
  const { orders, listed, selectedId, isSearching, onSelect } = props;
  const { t } = useCheckoutText();
  const { zone } = useTill();
  return (
    <div className={styles.scroll}>
      {listed.error && <ErrorNotice error={listed.error} onRetry={() => void listed.refetch()} />}
      {orders.length === 0 && listed.isPending && <Skeleton className={styles.room} />}
      {orders.length === 0 && !listed.isPending && !listed.error && (
        <EmptyState title={isSearching ? t('orders.noneFound') : t('orders.none')}>
          {isSearching && t('orders.noneFoundHint')}
        </EmptyState>
      )}
      {orders.length > 0 && (
        <List label={t('orders.list')}>
          {orders.map((order) => (
            <ListRow
              key={order.orderId}
              selected={order.orderId === selectedId}
              title={
                <span className={styles.title}>
                  <strong>{order.number}</strong>
                  <bdi>{[order.customerName, order.table].filter(Boolean).join(' · ')}</bdi>
                </span>
              }
              detail={
                <span className={styles.badges}>
                  {order.takenTime && <ClockTime at={order.takenTime} zone={zone} show="day" />}
                  <OrderBadges order={order} />
                </span>
              }
              trailing={<Money amount={order.totals?.total} />}
              onPress={() => onSelect(order)}
            />
          ))}
        </List>
      )}
      {listed.hasNextPage && (
        <Button wide busy={listed.isFetchingNextPage} onClick={() => void listed.fetchNextPage()}>
          {t('orders.more')}
        </Button>
      )}
    </div>
  );
}
