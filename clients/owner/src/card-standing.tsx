import type { BillPayment } from '@sippy/proto/web/payment/v1/bill_service';
import { PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import { Banner } from '@sippy/ui/components/banner';
import { cardName } from '@sippy/ui/format/card-brand';
import { useTranslation } from 'react-i18next';
import styles from './page.module.css';

/** How a card payment stands, in words. */
export function CardStanding({ payment }: { payment: BillPayment }) {
  const { t } = useTranslation('owner');
  const { status, nextAction, brand, last4 } = payment;
  switch (status) {
    case PaymentStatus.CAPTURED:
      return <Banner tone="ok">{t('card.paid', { card: cardName(brand, last4) })}</Banner>;
    case PaymentStatus.FAILED:
      return (
        <Banner tone="danger" role="alert">
          {t('card.declined')}
        </Banner>
      );
    case PaymentStatus.CANCELLED:
      return (
        <Banner tone="info" role="alert">
          {t('card.cancelled')}
        </Banner>
      );
    case PaymentStatus.REQUIRES_ACTION:
      return (
        <>
          <Banner>{t('card.action')}</Banner>
          {nextAction && (
            <a
              className={styles.link}
              href={nextAction.redirectUrl}
              target="_blank"
              rel="noopener noreferrer"
            >
              {t('card.openBank')}
            </a>
          )}
        </>
      );
    default:
      return <Banner tone="warn">{t('card.unknown')}</Banner>;
  }
}
