import type { OrderLine } from '@sippy/proto/web/order/v1/order';
import { Money } from '@sippy/ui/patterns/money';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import type { Sale } from './sale.ts';
import styles from './sale-summary.module.css';

/** What is to be paid in large figures, and what it is for. */
export function SaleSummary({ sale }: { sale: Sale }) {
  const { t } = useCheckoutText();
  const { currencyCode } = useTill();
  const { order, cart } = sale;
  const due = dueOf(sale);
  const total = order?.totals?.total?.minor ?? sale.shownTotal;
  const count = cart.lines.reduce((sum, line) => sum + line.quantity, 0);
  const who = [order?.number, cart.customerName, cart.table && t('summary.table', { table: cart.table })];
  return (
    <div className={styles.summary}>
      <div className={styles.amount}>
        <span className={styles.label}>{sale.stage === 'paid' ? t('summary.paid') : t('summary.due')}</span>
        <strong className={styles.due}>
          <Money amount={{ currencyCode, minor: sale.stage === 'paid' ? total : due }} />
        </strong>
        {due !== total && sale.stage !== 'paid' && (
          <span className={styles.label}>
            {t('summary.ofTotal')} <Money amount={{ currencyCode, minor: total }} />
          </span>
        )}
      </div>
      <p className={styles.who}>{who.filter(Boolean).join(' · ') || t('summary.items', { count })}</p>
      {order && (
        <ul className={styles.lines} aria-label={t('summary.lines')}>
          {order.lines
            .filter(({ quantity }) => quantity > 0)
            .map((line) => (
              <SummaryLine key={line.lineId} line={line} />
            ))}
        </ul>
      )}
    </div>
  );
}

function SummaryLine({ line }: { line: OrderLine }) {
  const more = [line.variantName, ...line.modifiers.map(({ name }) => name)].filter(Boolean).join(', ');
  return (
    <li className={styles.line}>
      <span className={styles.quantity}>{line.quantity}×</span>
      <span className={styles.name}>
        {line.productName}
        {more && <span className={styles.more}>{more}</span>}
      </span>
      <Money amount={line.totalAmount} />
    </li>
  );
}

/** What is still to be paid, in minor units: the server's word where there is one. */
export function dueOf(sale: Sale): bigint {
  return sale.order?.totals?.due?.minor ?? sale.shownTotal;
}
