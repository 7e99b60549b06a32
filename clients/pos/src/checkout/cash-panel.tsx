import { Button } from '@sippy/ui/components/button';
import { NumberPad } from '@sippy/ui/components/number-pad';
import { formatMoney, minorDigits } from '@sippy/ui/format/money';
import { Money } from '@sippy/ui/patterns/money';
import { useState } from 'react';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import styles from './cash-panel.module.css';
import { quickAmounts, roundToCoin } from './quick-amounts.ts';

/** No café takes more than this in notes; it also keeps the figures on the screen. */
const mostDigits = 9;

/** Takes cash: one tap on an amount that fits, or any amount by digits, with the change as it would be. */
export function CashPanel(props: { due: bigint; isBusy: boolean; onPay(tendered: bigint): void }) {
  const { due, isBusy, onPay } = props;
  const { t, language } = useCheckoutText();
  const { currencyCode, cafe } = useTill();
  const [digits, setDigits] = useState('');
  const cashDue = roundToCoin(due, cafe.cashRoundingMinor);
  const tendered = BigInt(digits || '0');
  const isEnough = tendered >= cashDue;
  const money = (minor: bigint) => ({ currencyCode, minor });
  const words = (minor: bigint) => formatMoney(money(minor), language);
  const press = (digit: string) =>
    setDigits((before) => `${before}${digit}`.replace(/^0+/, '').slice(0, mostDigits));
  return (
    <div className={styles.cash}>
      <div className={styles.quick}>
        <p className={styles.hint} role="status">
          {isBusy
            ? t('cash.sending')
            : cashDue === due
              ? t('cash.howMuch')
              : t('cash.rounded', { due: words(due), rounded: words(cashDue) })}
        </p>
        {quickAmounts(cashDue, currencyCode, minorDigits(currencyCode)).map((amount, i) => (
          <Button
            key={String(amount)}
            size="xl"
            variant={i === 0 ? 'primary' : 'secondary'}
            disabled={isBusy}
            aria-label={t(i === 0 ? 'cash.takeExact' : 'cash.take', { amount: words(amount) })}
            onClick={() => onPay(amount)}
          >
            <span className={styles.quickLabel}>
              {i === 0 && <span className={styles.exact}>{t('cash.exact')}</span>}{' '}
              <Money amount={money(amount)} />
            </span>
          </Button>
        ))}
      </div>
      <div className={styles.typed}>
        <dl className={styles.figures}>
          <div>
            <dt>{t('cash.received')}</dt>
            <dd>
              <Money amount={money(tendered)} />
            </dd>
          </div>
          <div className={isEnough && digits ? undefined : styles.pale}>
            <dt>{isEnough || !digits ? t('cash.change') : t('cash.missing')}</dt>
            <dd>
              <Money amount={money(digits ? (isEnough ? tendered - cashDue : cashDue - tendered) : 0n)} />
            </dd>
          </div>
        </dl>
        <NumberPad
          label={t('cash.padLabel')}
          doubleZero
          disabled={isBusy}
          submitLabel={t('cash.submit')}
          onDigit={press}
          onErase={() => setDigits((before) => before.slice(0, -1))}
          onSubmit={() => {
            if (digits && isEnough) onPay(tendered);
          }}
        />
      </div>
    </div>
  );
}
