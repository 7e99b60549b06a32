import type { PaymentContext } from '../context.ts';
import type { Account, Change, Payment, Step } from '../domain/account.ts';
import { type Observation, observe } from '../domain/card.ts';
import { delay, dropStep, loseSight, refuseCard } from '../domain/card-step.ts';
import type { Answer } from './answer.ts';

/** What becomes of a payment; undefined if nothing. */
export type Decide = (account: Account, payment: Payment) => Change | undefined;

/** What becomes of a payment by the answer to a step, or to a look; `isFirst` if nothing of the step was sent before. */
export function concluding(
  ctx: PaymentContext,
  step: Step | null,
  answer: Answer<Observation>,
  isFirst: boolean,
): Decide {
  const now = ctx.moment();
  return (account, payment) => {
    if (answer.kind === 'done') return observe(account, payment, answer.value, step, now);
    // Somebody else has finished this step meanwhile; and what a look did not see is seen by the next one.
    if (payment.step !== step) return undefined;
    const isOver = answer.kind === 'refused' || (answer.kind === 'unsent' && isFirst);
    if (isOver && step === 'CREATE') {
      const failure = answer.kind === 'refused' ? answer.failure : notReached(payment);
      // A hold of points that was made and whose answer was lost pays nothing, and is given back.
      const left = payment.tender === 'POINTS' && answer.kind === 'unsent' ? 'CANCEL' : null;
      return refuseCard(account, payment, failure, now.at, left);
    }
    if (isOver && step && !(step === 'CANCEL' && answer.kind === 'refused'))
      return dropStep(account, payment, now.at, now.limits);
    return answer.kind === 'unsent' ? delay(account, payment, now.at) : loseSight(account, payment, now.at);
  };
}

const notReached = ({ tender }: Payment) => ({
  code: tender === 'POINTS' ? 'points_unavailable' : 'card_service_unavailable',
  declineCode: null,
  message: tender === 'POINTS' ? 'Points could not be reached.' : 'The card service could not be reached.',
});
