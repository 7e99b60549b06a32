import type { Payment } from '@sippy/proto/web/payment/v1/payment';
import { Button } from '@sippy/ui/components/button';
import { cardName } from '@sippy/ui/format/card-brand';
import { Money } from '@sippy/ui/patterns/money';
import { EarnedPoints } from '../member/earned-points.tsx';
import { PointsFollow } from '../member/points-follow.tsx';
import { PointsPaid } from '../member/points-paid.tsx';
import { ReceiptActions } from '../receipt/receipt-actions.tsx';
import { useCheckoutText } from '../text-checkout/text.ts';
import styles from './paid-panel.module.css';
import type { Sale } from './sale.ts';
import { mustBeSent } from './sale-work.ts';
import { StatePanel } from './state-panel.tsx';

/** The sale is paid: the change in figures that the guest can read too, and the receipt. */
export function PaidPanel({ sale, onFinish }: { sale: Sale; onFinish(): void }) {
  const { t } = useCheckoutText();
  const { payment, order } = sale;
  const customerId = order?.customerId || sale.cart.member?.customerId;
  const number = order?.number ?? payment?.orderNumber ?? '';
  return (
    <StatePanel
      kind="ok"
      onEnter={mustBeSent(sale) ? undefined : onFinish}
      title={t('paid.title', { number })}
      text={payment ? <PaidAll payments={[...(sale.parts ?? []), payment]} /> : t('paid.free')}
      actions={
        <>
          {payment && <ReceiptActions payment={payment} />}
          <Button size="l" variant="primary" busy={mustBeSent(sale)} onClick={onFinish}>
            {t('paid.next')}
          </Button>
        </>
      }
    >
      {payment?.detail?.$case === 'cash' && (
        <p className={styles.change}>
          <span>{t('paid.change')}</span>
          <strong className={styles.digits}>
            <Money amount={payment.detail.value.change} />
          </strong>
        </p>
      )}
      {!customerId && sale.cart.member?.isNoted && <PointsFollow />}
      {customerId && payment && <EarnedPoints customerId={customerId} orderId={sale.cart.orderId} />}
    </StatePanel>
  );
}

/** How each part was paid, the last one last. */
function PaidAll({ payments }: { payments: readonly Payment[] }) {
  return payments.map((payment, i) => (
    <span key={payment.paymentId}>
      {i > 0 && ' · '}
      <PaidWith payment={payment} />
    </span>
  ));
}

function PaidWith({ payment }: { payment: Payment }) {
  const { t } = useCheckoutText();
  const { detail } = payment;
  if (detail?.$case === 'points') return <PointsPaid payment={payment} />;
  if (detail?.$case === 'card') {
    const { brand, last4 } = detail.value;
    return t('paid.card', { card: cardName(brand, last4) });
  }
  const cash = detail?.$case === 'cash' ? detail.value : undefined;
  const rounding = cash?.rounding?.minor ?? 0n;
  return (
    <>
      {t('paid.received')} <Money amount={cash?.tendered} />
      {rounding !== 0n && (
        <>
          {' · '}
          {t('paid.rounding')} <Money amount={cash?.rounding} />
        </>
      )}
    </>
  );
}
