import type { Order, OrderLine } from '@sippy/proto/web/order/v1/order';
import type { Money as Amount } from '@sippy/proto/web/type/v1/money';
import { Money } from '@sippy/ui/patterns/money';
import { useCheckoutText } from '../text-checkout/text.ts';
import styles from './order-lines.module.css';
import { isUnpaid } from './order-search.ts';

/** What an order holds and what it comes to. */
export function OrderLines({ order }: { order: Order }) {
  const { t } = useCheckoutText();
  const { totals } = order;
  const vouchers = order.discounts.filter(({ voucher }) => voucher);
  const byVouchers = vouchers.reduce((sum, { amount }) => sum + (amount?.minor ?? 0n), 0n);
  const discounts = totals?.discount && {
    ...totals.discount,
    minor: totals.discount.minor - byVouchers,
  };
  const sums: [string, Amount | undefined][] = [
    [t('totals.discount'), negative(discounts)],
    ...vouchers.map(({ name, amount }): [string, Amount | undefined] => [name, negative(amount)]),
    [t('totals.service'), totals?.serviceCharge],
    [t('totals.tax'), totals?.taxAdded],
  ];
  return (
    <section className={styles.section} aria-label={t('detail.lines')}>
      <ul className={styles.lines}>
        {order.lines.map((line) => (
          <Line key={line.lineId} line={line} />
        ))}
      </ul>
      <dl className={styles.sums}>
        {sums
          .filter(([, amount]) => amount && amount.minor !== 0n)
          .map(([word, amount], i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: sums have nothing but their order, and names come twice
            <Sum key={i} word={word} amount={amount} />
          ))}
        <Sum word={t('totals.total')} amount={totals?.total} isTotal />
        {(totals?.refunded?.minor ?? 0n) > 0n && (
          <Sum word={t('totals.refunded')} amount={negative(totals?.refunded)} />
        )}
        {isUnpaid(order) && (totals?.paid?.minor ?? 0n) > 0n && (
          <Sum word={t('totals.due')} amount={totals?.due} />
        )}
      </dl>
    </section>
  );
}

function Line({ line }: { line: OrderLine }) {
  const { t } = useCheckoutText();
  const more = [line.variantName, ...line.modifiers.map(({ name, quantity }) => times(name, quantity))];
  const isGone = line.quantity === 0;
  return (
    <li className={`${styles.line} ${isGone ? (styles.gone ?? '') : ''}`}>
      <span className={styles.quantity}>{isGone ? line.voidedQuantity : line.quantity}×</span>
      <span className={styles.name}>
        {line.productName}
        {more.some(Boolean) && <span className={styles.more}>{more.filter(Boolean).join(', ')}</span>}
        {line.note && <span className={styles.more}>“{line.note}”</span>}
        {line.compedQuantity > 0 && (
          <span className={styles.more}>{t('detail.comped', { count: line.compedQuantity })}</span>
        )}
        {line.voidedQuantity > 0 && (
          <span className={styles.more}>{t('detail.voided', { count: line.voidedQuantity })}</span>
        )}
      </span>
      <Money amount={line.totalAmount} />
    </li>
  );
}

function Sum({ word, amount, isTotal }: { word: string; amount: Amount | undefined; isTotal?: boolean }) {
  return (
    <div className={isTotal ? styles.total : styles.sum}>
      <dt>{word}</dt>
      <dd>
        <Money amount={amount} />
      </dd>
    </div>
  );
}

const times = (name: string, quantity: number) => (quantity > 1 ? `${quantity}× ${name}` : name);
const negative = (amount: Amount | undefined) => amount && { ...amount, minor: -amount.minor };
