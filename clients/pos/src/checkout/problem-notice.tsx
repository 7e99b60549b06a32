import { Banner } from '@sippy/ui/components/banner';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { memberProblem } from '../member/member-problem.ts';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useMemberText } from '../text-member/text.ts';
import type { Problem } from './sale.ts';
import { errorOfProblem } from './sale-problem.ts';

/** Why the last step did not work, and what to do. */
export function ProblemNotice({ problem }: { problem: Problem }) {
  const { t } = useCheckoutText();
  const own = problem.reason && t(`problem.${problem.reason}`, { defaultValue: '' });
  if (!own && pointsReasons.has(problem.reason)) return <PointsProblem problem={problem} />;
  if (!own) return <ErrorNotice error={errorOfProblem(problem)} />;
  return (
    <Banner tone="warn" role="alert">
      {own}
    </Banner>
  );
}

const pointsReasons: ReadonlySet<string> = new Set([
  'NOT_ENOUGH_POINTS',
  'POINTS_OWED',
  'BELOW_MINIMUM',
  'ABOVE_SHARE',
  'REDEEMING_CLOSED',
  'ORDER_HAS_HOLD',
  'NO_PROGRAMME',
  'ORDER_OF_ANOTHER',
  'POINTS_UNAVAILABLE',
]);

function PointsProblem({ problem }: { problem: Problem }) {
  const { words } = useMemberText();
  return (
    <Banner tone="warn" role="alert">
      {memberProblem(errorOfProblem(problem), words)}
    </Banner>
  );
}
