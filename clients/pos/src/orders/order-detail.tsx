import type { Order } from '@sippy/proto/web/order/v1/order';
import { Button } from '@sippy/ui/components/button';
import { ClockTime } from '@sippy/ui/patterns/clock-time';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import { useEffect, useRef } from 'react';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import { OrderActions } from './order-actions.tsx';
import { OrderBadges } from './order-badges.tsx';
import styles from './order-detail.module.css';
import { OrderLines } from './order-lines.tsx';
import { OrderTimeline } from './order-timeline.tsx';
import { useOrder } from './use-orders.ts';

/** One order: what it holds, what happened to it, and what can be done with it now. */
export function OrderDetail(props: { known: Order; onContinue(order: Order): void; onBack(): void }) {
  const { t } = useCheckoutText();
  const { zone } = useTill();
  const { order = props.known, payments, refresh } = useOrder(props.known.orderId, props.known);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const kind = order.kind.replace('ORDER_KIND_', '');
  const who = [order.customerName, order.table && t('summary.table', { table: order.table })].filter(Boolean);
  return (
    <article className={styles.detail}>
      <header className={styles.header}>
        <div className={styles.narrow}>
          <Button
            variant="quiet"
            icon={<ArrowLeft className={styles.back} aria-hidden />}
            onClick={props.onBack}
          >
            {t('orders.backToList')}
          </Button>
        </div>
        <div className={styles.line}>
          <h2 ref={heading} tabIndex={-1} className={styles.number}>
            {order.number}
          </h2>
          <OrderBadges order={order} />
        </div>
        <p className={styles.facts}>
          {who.length > 0 && <bdi className={styles.who}>{who.join(' · ')}</bdi>}
          {kind !== 'UNSPECIFIED' && <span>{t(`kind.${kind}`)}</span>}
          {order.takenTime && <ClockTime at={order.takenTime} zone={zone} show="day" />}
        </p>
        {order.note && <p className={styles.note}>{order.note}</p>}
      </header>
      <OrderActions
        order={order}
        payments={payments.data ?? []}
        onContinue={props.onContinue}
        onChanged={refresh}
      />
      {payments.error && <ErrorNotice error={payments.error} onRetry={() => void payments.refetch()} />}
      <OrderLines order={order} />
      <OrderTimeline order={order} payments={payments.data ?? []} />
    </article>
  );
}
