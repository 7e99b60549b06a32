import { useMemberText } from '../text-member/text.ts';
import { useEarned } from './use-earned.ts';

/** What the sale has earned its member, and what they have now, as soon as it is known. */
export function EarnedPoints({ customerId, orderId }: { customerId: string; orderId: string }) {
  const { t } = useMemberText();
  const earned = useEarned(customerId, orderId);
  if (!earned) return null;
  return (
    <p role="status">
      {t('earned.points', { count: Number(earned.points) })}
      {' · '}
      {t('earned.balance', { count: Number(earned.balance) })}
    </p>
  );
}
