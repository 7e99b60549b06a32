import { PaymentStatus, Tender } from '@sippy/proto/web/payment/v1/payment';
import { Button } from '@sippy/ui/components/button';
import ExternalLink from 'lucide-react/icons/external-link';
import { useCheckoutText } from '../text-checkout/text.ts';
import styles from './card-progress.module.css';
import type { Sale } from './sale.ts';
import { StatePanel } from './state-panel.tsx';
import { Unanswered } from './unanswered.tsx';

/** A card payment under way, in words. Nothing here can charge a second time. */
export function CardProgress(props: { sale: Sale; onCancel(): void; onHurry(): void }) {
  const { sale, onCancel, onHurry } = props;
  const { t } = useCheckoutText();
  const cancel = <Button onClick={onCancel}>{t('card.cancel')}</Button>;
  if (sale.stage === 'cancelling')
    return <StatePanel kind="waiting" title={t('card.cancelling')} text={t('card.cancellingHint')} />;
  if (sale.isUnsure) return <Unanswered sale={sale} onHurry={onHurry} />;
  if (sale.stage === 'card')
    return <StatePanel kind="waiting" title={t('card.asking')} text={t('card.askingHint')} />;
  if (sale.stage === 'action') return <BankConfirmation sale={sale} onCancel={onCancel} />;
  if (sale.payment?.tender === Tender.POINTS)
    return <StatePanel kind="waiting" title={t('points.asking')} text={t('points.askingHint')} />;
  if (sale.payment?.status === PaymentStatus.AUTHORIZED)
    return <StatePanel kind="waiting" title={t('card.authorised')} text={t('card.authorisedHint')} />;
  return <StatePanel kind="warn" title={t('card.unknown')} text={t('card.unknownHint')} actions={cancel} />;
}

function BankConfirmation({ sale, onCancel }: { sale: Sale; onCancel(): void }) {
  const { t } = useCheckoutText();
  const detail = sale.payment?.detail;
  const link = detail?.$case === 'card' ? detail.value.nextAction?.redirectUrl : undefined;
  return (
    <StatePanel
      kind="waiting"
      title={t('card.action')}
      text={link ? t('card.actionHint') : t('card.actionElsewhere')}
      actions={
        <>
          <Button onClick={onCancel}>{t('card.cancel')}</Button>
          {link && (
            <a className={styles.link} href={link} target="_blank" rel="noopener noreferrer">
              <ExternalLink aria-hidden />
              {t('card.openBank')}
            </a>
          )}
        </>
      }
    />
  );
}
