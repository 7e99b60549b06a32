import type { Payment } from '@sippy/proto/web/payment/v1/payment';
import { withPoints } from '../receipt/points-lines.ts';
import { useMemberText } from '../text-member/text.ts';
import { useEarned } from './use-earned.ts';

/** Adds to a payment's receipt what its order has earned, once that is known; in English, as the receipt is. */
export function usePointsOn(payment: Pick<Payment, 'customerId' | 'orderId'>): (receipt: string) => string {
  const { words } = useMemberText();
  const earned = useEarned(payment.customerId || undefined, payment.orderId);
  if (!earned) return (receipt) => receipt;
  const t = words.getFixedT('en', 'member');
  const rows = [
    { label: t('receipt.earned'), points: earned.points },
    { label: t('receipt.balance'), points: earned.balance },
  ];
  return (receipt) => withPoints(receipt, rows);
}
