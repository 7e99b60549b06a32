import { Money } from '@sippy/ui/patterns/money';
import { memo, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { VoucherRows } from '../sell/late-parts.ts';
import type { Ask } from '../sell/use-ask.ts';
import { useTill } from '../till/till.tsx';
import { useLivePrice } from './live-price.tsx';
import styles from './totals.module.css';

/** The sums, and the question why they are what they are. */
export const Totals = memo(function Totals({ ask, onWhy }: { ask: Ask['ask']; onWhy(): void }) {
  const priced = useLivePrice();
  const { t } = useTranslation('pos');
  const { currencyCode } = useTill();
  // Asked for once: each tap draws the sums.
  const words = useMemo(
    () => ({ total: t('totals.total'), taxIncluded: t('totals.taxIncluded'), why: t('why.open') }),
    [t],
  );
  const { subtotal, discount, serviceCharge, taxAdded, taxIncluded, total } = priced.totals;
  const discounts = discount - priced.vouchers.reduce((sum, { amount }) => sum + amount, 0n);
  const row = (label: string, minor: bigint) => (
    <div className={styles.row}>
      <dt>{label}</dt>
      <dd>
        <Money amount={{ currencyCode, minor }} />
      </dd>
    </div>
  );
  const isPlain = subtotal === total && priced.due === total;
  return (
    <div className={styles.totals}>
      <dl className={styles.rows}>
        {!isPlain && row(t('totals.subtotal'), subtotal)}
        {discounts > 0n && row(t('totals.discount'), -discounts)}
        {priced.vouchers.length > 0 && (
          <Suspense fallback={row(t('totals.discount'), discounts - discount)}>
            <VoucherRows vouchers={priced.vouchers} ask={ask} />
          </Suspense>
        )}
        {serviceCharge > 0n && row(priced.serviceCharge?.name ?? t('totals.serviceCharge'), serviceCharge)}
        {taxAdded > 0n && row(t('totals.taxAdded'), taxAdded)}
        {priced.due !== total && row(words.total, total)}
        {priced.due !== total && row(t('totals.paid'), priced.due - total)}
        <div className={styles.total}>
          <dt>
            {priced.due === total ? words.total : t('totals.due')}
            {taxIncluded > 0n && <span className={styles.included}>{words.taxIncluded}</span>}
          </dt>
          <dd>
            <button
              type="button"
              className={styles.why}
              title={words.why}
              onClick={onWhy}
              disabled={priced.lines.length === 0}
            >
              <Money amount={{ currencyCode, minor: priced.due }} />
              <span className={styles.question} aria-hidden="true">
                ?
              </span>
              <span className={styles.spoken}>{words.why}</span>
            </button>
          </dd>
        </div>
      </dl>
    </div>
  );
});
