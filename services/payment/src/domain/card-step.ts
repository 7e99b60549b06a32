/** Steps at Stripe: begun, lost sight of, put off, refused or dropped. */
import { type Account, type Change, changed, type Payment, type Step } from './account.ts';
import { type Failure, fail } from './card.ts';
import { AUTHORIZED_CHECK_MS, after, type Deadlines, waitMs } from './deadlines.ts';
import { canMove, isFinal } from './payment-state.ts';

/** The outcome of a step is not known: nothing is tried but to find it out. A lost look or cancellation changes no state. */
export function loseSight(account: Account, payment: Payment, at: Date): Change {
  const isCharge = payment.step !== null && payment.step !== 'CANCEL';
  const status = isCharge && canMove(payment.status, 'UNKNOWN') ? 'UNKNOWN' : payment.status;
  return delay(account, { ...payment, status }, at);
}

/** Tried again later: nothing was learnt. */
export function delay(account: Account, payment: Payment, at: Date): Change {
  const check = after(at, waitMs(payment.attempts));
  return changed(account, at, { ...payment, attempts: payment.attempts + 1, check_time: check }, []);
}

/** Nothing is to be done any more. */
export function rest(account: Account, payment: Payment, at: Date): Change | undefined {
  if (payment.check_time === null || !isFinal(payment.status)) return undefined;
  return changed(account, at, { ...payment, check_time: null }, []);
}

/**
 * Stripe or loyalty refused to begin: there is no intent and no charge. Its part of the order is open again. `left` is what
 * is still to be done there.
 */
export function refuseCard(
  account: Account,
  payment: Payment,
  failure: Failure,
  at: Date,
  left: Step | null = null,
): Change {
  const next: Payment = {
    ...payment,
    failure_code: failure.code,
    failure_decline_code: failure.declineCode,
    failure_message: failure.message,
    // The request was refused, and a refusal is not remembered: sent again, it is tried again.
    request_key: payment.payment_id,
  };
  return changed(account, at, fail(next, left, at), ['payment.failed']);
}

/** A step that Stripe refused without effect is over; the payment stays what it was. */
export function dropStep(account: Account, payment: Payment, at: Date, limits: Deadlines): Change {
  const status =
    payment.status === 'UNKNOWN' ? (payment.is_authorized ? 'AUTHORIZED' : 'PENDING') : payment.status;
  const check = payment.is_authorized
    ? after(at, AUTHORIZED_CHECK_MS)
    : after(payment.create_time, limits.actionMs);
  return changed(
    account,
    at,
    {
      ...payment,
      status,
      step: null,
      step_time: null,
      step_amount: null,
      attempts: 0,
      confirms: payment.step === 'CONFIRM' ? false : payment.confirms,
      check_time: isFinal(status) ? null : check,
    },
    [],
  );
}

/** Begins a step at Stripe: it is written down before it is done. */
export function beginStep(
  account: Account,
  payment: Payment,
  step: Step,
  more: Partial<Pick<Payment, 'step_amount' | 'payment_method_id' | 'return_url' | 'confirms'>>,
  at: Date,
  limits: Deadlines,
): Change {
  return changed(
    account,
    at,
    {
      ...payment,
      ...more,
      step,
      step_time: at,
      step_number: payment.step_number + 1,
      attempts: 0,
      check_time: after(at, limits.stepMs),
    },
    [],
  );
}
