import { Button } from '@sippy/ui/components/button';
import { useCheckoutText } from '../text-checkout/text.ts';
import type { Sale } from './sale.ts';
import { StatePanel } from './state-panel.tsx';

/** The order was cancelled elsewhere; what was paid goes back by itself. */
export function ClosedPanel({ sale, onFinish }: { sale: Sale; onFinish(): void }) {
  const { t } = useCheckoutText();
  return (
    <StatePanel
      kind="danger"
      title={t('closed.title', { number: sale.order?.number ?? '' })}
      text={t('closed.text')}
      actions={
        <Button size="l" variant="primary" onClick={onFinish}>
          {t('paid.next')}
        </Button>
      }
    />
  );
}
