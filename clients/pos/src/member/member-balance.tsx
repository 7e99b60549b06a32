import { Money } from '@sippy/ui/patterns/money';
import { useMemberText } from '../text-member/text.ts';
import { memberProblem } from './member-problem.ts';
import { useBalance } from './use-balance.ts';

/** What a member has, in points and in money. */
export function MemberBalance({ customerId }: { customerId: string }) {
  const { t, words } = useMemberText();
  const { data, error, isPending } = useBalance(customerId);
  if (error) return memberProblem(error, words);
  if (isPending) return '…';
  const points = Number(data?.points ?? 0n);
  if (points < 0) return t('owes', { count: -points });
  return (
    <>
      {t('points', { count: points })}
      {data?.worth && data.worth.minor > 0n && (
        <>
          {' · '}
          <Money amount={data.worth} />
        </>
      )}
    </>
  );
}
