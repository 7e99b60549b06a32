import { type Payment, PaymentStatus, Tender } from '@sippy/proto/web/payment/v1/payment';
import { Banner } from '@sippy/ui/components/banner';
import { useCheckoutText } from '../text-checkout/text.ts';
import { declineAdvice } from './decline-advice.ts';
import styles from './declined-notice.module.css';

/** Why a card payment ended without money, and what to say. */
export function DeclinedNotice({ payment }: { payment: Payment | undefined }) {
  const { t } = useCheckoutText();
  if (payment?.tender === Tender.POINTS)
    return (
      <Banner tone="warn" role="alert">
        {t('declined.points')}
      </Banner>
    );
  if (payment?.status === PaymentStatus.CANCELLED)
    return (
      <Banner tone="info" role="alert">
        {t('declined.cancelled')}
      </Banner>
    );
  return (
    <Banner tone="danger" role="alert">
      <strong className={styles.title}>{t('declined.title')}</strong>
      {t(`declined.advice.${declineAdvice(payment?.failure)}`)}
    </Banner>
  );
}
