import { Button } from '@sippy/ui/components/button';
import { SegmentedControl } from '@sippy/ui/components/segmented';
import Banknote from 'lucide-react/icons/banknote';
import Coins from 'lucide-react/icons/coins';
import CreditCard from 'lucide-react/icons/credit-card';
import { type ReactNode, useState } from 'react';
import { PointsPanel } from '../member/points-panel.tsx';
import { useCheckoutText } from '../text-checkout/text.ts';
import { CardPanel } from './card-panel.tsx';
import { CashPanel } from './cash-panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { dueOf } from './sale-summary.tsx';
import styles from './tender-choice.module.css';
import type { RunningSale } from './use-sale.ts';

/** Cash, card or a member's points; while the order is being sent nothing can be pressed. */
export function TenderChoice({ running, notice }: { running: RunningSale; notice?: ReactNode }) {
  const { t } = useCheckoutText();
  const { sale, pay } = running;
  const [chosen, setTender] = useState<'cash' | 'card' | 'points'>('cash');
  const due = dueOf(sale);
  const isBusy = sale.stage === 'placing' || sale.stage === 'cash' || sale.stage === 'points';
  // Points pay an order once.
  const customerId = sale.order?.customerId || sale.cart.member?.customerId;
  const points = sale.parts?.length ? undefined : customerId;
  const tender = chosen === 'points' && !points ? 'cash' : chosen;
  const isFree = due <= 0n;
  return (
    <div className={styles.choice} aria-busy={isBusy}>
      {sale.problem ? <ProblemNotice problem={sale.problem} /> : notice}
      {isFree ? (
        <Button
          variant="primary"
          size="xl"
          busy={isBusy}
          onClick={() => pay({ tender: 'cash', tendered: 0n })}
        >
          {t('tender.nothingDue')}
        </Button>
      ) : (
        <>
          <SegmentedControl
            label={t('tender.label')}
            wide
            value={tender}
            disabled={isBusy}
            options={[
              { value: 'cash', label: t('tender.cash'), icon: <Banknote aria-hidden /> },
              { value: 'card' as const, label: t('tender.card'), icon: <CreditCard aria-hidden /> },
              ...(points
                ? [{ value: 'points' as const, label: t('tender.points'), icon: <Coins aria-hidden /> }]
                : []),
            ]}
            onChange={setTender}
          />
          {tender === 'points' && points && (
            <PointsPanel running={running} customerId={points} isBusy={isBusy} />
          )}
          {tender === 'cash' && (
            <CashPanel due={due} isBusy={isBusy} onPay={(tendered) => pay({ tender: 'cash', tendered })} />
          )}
          {tender === 'card' && (
            <CardPanel
              isBusy={isBusy}
              onPay={(paymentMethodId) => pay({ tender: 'card', paymentMethodId })}
            />
          )}
        </>
      )}
    </div>
  );
}
