import type { Order } from '@sippy/proto/web/order/v1/order';
import { type Payment, Tender } from '@sippy/proto/web/payment/v1/payment';
import { cardName } from '@sippy/ui/format/card-brand';
import { ClockTime } from '@sippy/ui/patterns/clock-time';
import { Money } from '@sippy/ui/patterns/money';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import styles from './order-timeline.module.css';
import { type TimelineEntry, timelineOf } from './timeline.ts';

/** What happened to the order, with the café's time. */
export function OrderTimeline({ order, payments }: { order: Order; payments: readonly Payment[] }) {
  const { t } = useCheckoutText();
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{t('timeline.title')}</h3>
      <ol className={styles.entries}>
        {timelineOf(order, payments).map((entry) => (
          <Entry key={`${entry.key}-${entry.what}`} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { t } = useCheckoutText();
  const { zone } = useTill();
  const { what, at, amount, payment, note } = entry;
  return (
    <li className={styles.entry}>
      <ClockTime className={styles.time} at={at} zone={zone} />
      <span className={styles.words}>
        <span>
          {t(`timeline.${what}`)}
          {payment && (
            <span className={styles.soft}>
              {' · '}
              <TenderText payment={payment} />
            </span>
          )}
        </span>
        {note && <span className={styles.soft}>{note}</span>}
      </span>
      <Money amount={amount} />
    </li>
  );
}

function TenderText({ payment }: { payment: Payment }) {
  const { t } = useCheckoutText();
  if (payment.tender === Tender.CASH) return t('tender.cash');
  if (payment.tender === Tender.POINTS) return t('tender.points');
  const { detail } = payment;
  const last4 = detail?.$case === 'card' && detail.value.last4;
  return last4 ? cardName(detail.value.brand, last4) : t('tender.card');
}
