import { type Order, OrderStatus, PaymentStatus } from '@sippy/proto/web/order/v1/order';
import { Badge, type BadgeProps } from '@sippy/ui/components/badge';
import { useCheckoutText } from '../text-checkout/text.ts';

type Tone = NonNullable<BadgeProps['tone']>;

const statusTones: Readonly<Partial<Record<OrderStatus, Tone>>> = {
  [OrderStatus.PENDING]: 'info',
  [OrderStatus.PREPARING]: 'info',
  [OrderStatus.READY]: 'ok',
  [OrderStatus.CANCELLED]: 'danger',
};
const paymentTones: Readonly<Partial<Record<PaymentStatus, Tone>>> = {
  [PaymentStatus.UNPAID]: 'warn',
  [PaymentStatus.PARTIALLY_PAID]: 'warn',
  [PaymentStatus.AUTHORIZED]: 'info',
  [PaymentStatus.PAID]: 'ok',
};

/** How far an order is, and what is paid of it, in words. */
export function OrderBadges({ order }: { order: Order }) {
  const { t } = useCheckoutText();
  const { status, paymentStatus } = order;
  return (
    <>
      <Badge tone={statusTones[status]}>{t(`status.${status.replace('ORDER_STATUS_', '')}`)}</Badge>
      {(status !== OrderStatus.CANCELLED || paymentStatus !== PaymentStatus.UNPAID) && (
        <Badge tone={paymentTones[paymentStatus]}>
          {t(`payment.${paymentStatus.replace('PAYMENT_STATUS_', '')}`)}
        </Badge>
      )}
    </>
  );
}
