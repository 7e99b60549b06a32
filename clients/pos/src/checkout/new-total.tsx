import { Button } from '@sippy/ui/components/button';
import { Money } from '@sippy/ui/patterns/money';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import styles from './new-total.module.css';
import type { Sale } from './sale.ts';
import { StatePanel } from './state-panel.tsx';

/** The server's total is not the one that was shown: both in sight, and nothing is paid before the guest agrees. */
export function NewTotal(props: { sale: Sale; onAccept(): void; onBack(): void }) {
  const { sale, onAccept, onBack } = props;
  const { t } = useCheckoutText();
  const { currencyCode } = useTill();
  const total = { currencyCode, minor: sale.newTotal ?? sale.shownTotal };
  return (
    <StatePanel
      kind="warn"
      title={t('newTotal.title')}
      text={t('newTotal.text')}
      actions={
        <>
          <Button size="l" onClick={onBack}>
            {t('newTotal.back')}
          </Button>
          <Button size="l" variant="primary" onClick={onAccept}>
            {t('newTotal.accept')} <Money amount={total} />
          </Button>
        </>
      }
    >
      <dl className={styles.totals}>
        <div>
          <dt>{t('newTotal.shown')}</dt>
          <dd className={styles.old}>
            <Money amount={{ currencyCode, minor: sale.shownTotal }} />
          </dd>
        </div>
        <div>
          <dt>{t('newTotal.now')}</dt>
          <dd>
            <Money amount={total} />
          </dd>
        </div>
      </dl>
    </StatePanel>
  );
}
