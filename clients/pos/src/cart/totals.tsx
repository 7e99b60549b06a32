import { Money } from '@sippy/ui/patterns/money';
import { memo, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { VoucherRows } from '../sell/late-parts.ts';
import type { Ask } from '../sell/use-ask.ts';
import { useTill } from '../till/till.tsx';
import type { PricedCart } from './price-cart.ts';
import styles from './totals.module.css';

/** The sums, and the question why they are what they are. */
export const Totals = memo(function Totals(props: { priced: PricedCart; ask: Ask['ask']; onWhy(): void }) {
  const { priced, ask, onWhy } = props;
  const { t } = useTranslation('pos');
  const { currencyCode } = useTill();
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
        {priced.due !== total && row(t('totals.total'), total)}
        {priced.due !== total && row(t('totals.paid'), priced.due - total)}
        <div className={styles.total}>
          <dt>
            {t(priced.due === total ? 'totals.total' : 'totals.due')}
            {taxIncluded > 0n && <span className={styles.included}>{t('totals.taxIncluded')}</span>}
          </dt>
          <dd>
            <button
              type="button"
              className={styles.why}
              title={t('why.open')}
              onClick={onWhy}
              disabled={priced.lines.length === 0}
            >
              <Money amount={{ currencyCode, minor: priced.due }} />
              <span className={styles.question} aria-hidden="true">
                ?
              </span>
              <span className={styles.spoken}>{t('why.open')}</span>
            </button>
          </dd>
        </div>
      </dl>
    </div>
  );
});
