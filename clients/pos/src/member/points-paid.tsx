import type { Payment } from '@sippy/proto/web/payment/v1/payment';
import { Money } from '@sippy/ui/patterns/money';
import { useMemberText } from '../text-member/text.ts';

/** How many points have paid, and what they paid. */
export function PointsPaid({ payment }: { payment: Payment }) {
  const { t } = useMemberText();
  const { detail, amount } = payment;
  if (detail?.$case !== 'points') return null;
  return (
    <>
      {t('points', { count: Number(detail.value.points) })} <Money amount={amount} />
    </>
  );
}
