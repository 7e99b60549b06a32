import { Banner } from '@sippy/ui/components/banner';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useCheckoutText } from '../text-checkout/text.ts';
import type { Problem } from './sale.ts';
import { errorOfProblem } from './sale-problem.ts';

/** Why the last step did not work, and what to do. */
export function ProblemNotice({ problem }: { problem: Problem }) {
  const { t } = useCheckoutText();
  const own = problem.reason && t(`problem.${problem.reason}`, { defaultValue: '' });
  if (!own) return <ErrorNotice error={errorOfProblem(problem)} />;
  return (
    <Banner tone="warn" role="alert">
      {own}
    </Banner>
  );
}
