import { useCheckoutText } from '../text-checkout/text.ts';
import { CardProgress } from './card-progress.tsx';
import { ClosedPanel } from './closed-panel.tsx';
import { DeclinedNotice } from './declined-notice.tsx';
import { NewTotal } from './new-total.tsx';
import { PaidPanel } from './paid-panel.tsx';
import { StatePanel } from './state-panel.tsx';
import { TenderChoice } from './tender-choice.tsx';
import { Unanswered } from './unanswered.tsx';
import type { RunningSale } from './use-sale.ts';

/** What is shown, and can be done, at the stage that the sale is in. */
export function CheckoutStage(props: { running: RunningSale; onLeave(): void; onFinish(): void }) {
  const { running, onLeave, onFinish } = props;
  const { sale, driver, isElsewhere } = running;
  const { t } = useCheckoutText();
  if (isElsewhere)
    return <StatePanel kind="waiting" title={t('elsewhere.title')} text={t('elsewhere.text')} />;
  switch (sale.stage) {
    case 'ready':
    case 'placed':
      return <TenderChoice running={running} />;
    case 'declined':
      return <TenderChoice running={running} notice={<DeclinedNotice payment={sale.payment} />} />;
    case 'placing':
    case 'cash':
    case 'points':
      return sale.isUnsure ? (
        <Unanswered sale={sale} onHurry={() => driver?.hurry()} />
      ) : (
        <TenderChoice running={running} />
      );
    case 'differs':
    case 'changed':
      return <NewTotal sale={sale} onAccept={() => driver?.accept()} onBack={onLeave} />;
    case 'card':
    case 'action':
    case 'unknown':
    case 'cancelling':
      return <CardProgress sale={sale} onCancel={() => driver?.cancel()} onHurry={() => driver?.hurry()} />;
    case 'paid':
      return <PaidPanel sale={sale} onFinish={onFinish} />;
    case 'closed':
      return <ClosedPanel sale={sale} onFinish={onFinish} />;
  }
}
