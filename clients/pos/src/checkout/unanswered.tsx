import { Button } from '@sippy/ui/components/button';
import { useCheckoutText } from '../text-checkout/text.ts';
import type { Sale } from './sale.ts';
import { StatePanel } from './state-panel.tsx';

/** A call had no answer: it is asked for again by itself, under the same request id, and nothing else can be begun. */
export function Unanswered({ sale, onHurry }: { sale: Sale; onHurry(): void }) {
  const { t } = useCheckoutText();
  const { stage } = sale;
  const what = stage === 'placing' || stage === 'cash' || stage === 'points' ? stage : 'card';
  return (
    <StatePanel
      kind="warn"
      title={t(`unanswered.${what}.title`)}
      text={t(`unanswered.${what}.text`)}
      actions={<Button onClick={onHurry}>{t('unanswered.askNow')}</Button>}
    />
  );
}
