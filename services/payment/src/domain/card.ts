/** The one completer: what a card payment becomes when something is learnt of it, from wherever and in whatever order. */
import {
  type Account,
  type Change,
  changed,
  type Fact,
  type Payment,
  type Step,
  totalOf,
} from './account.ts';
import { AUTHORIZED_CHECK_MS, after, type Deadlines, waitMs } from './deadlines.ts';
import { take } from './pay.ts';
import { canMove, isFinal, type PaymentState } from './payment-state.ts';
import { automaticRefund } from './refund.ts';

/** Why a try failed. */
export interface Failure {
  code: string;
  declineCode: string | null;
  message: string;
}

/** Points that are held or spent for a payment. */
export interface HeldPoints {
  points: bigint;
  /** What they pay, in minor units. */
  amount: bigint;
  /** While they are held: when to look after them next. */
  checkTime: Date | undefined;
}

/** A PaymentIntent, or a hold of points, in our words. */
export interface Observation {
  /** Null for points: their hold has the payment's id. */
  stripeId: string | null;
  clientSecret: string | null;
  state: 'waiting' | 'declined' | 'action' | 'processing' | 'authorized' | 'taken' | 'cancelled';
  /** Money taken, in minor units. */
  received: bigint;
  failure: Failure | null;
  nextAction: { type: string; url: string | null } | null;
  card: { brand: string; last4: string } | null;
  held?: HeldPoints;
}

/** When something is learnt or done, what may take how long, and an id for what may have to be made. */
export interface Moment {
  at: Date;
  limits: Deadlines;
  freshId: string;
}

/**
 * Applies what was learnt. `answers` is the step that this is the answer to, null for a webhook or a look. Undefined if it
 * changes nothing: it was known, or something newer is.
 */
export function observe(
  account: Account,
  payment: Payment,
  seen: Observation,
  answers: Step | null,
  now: Moment,
): Change | undefined {
  const { at } = now;
  const known: Payment = {
    ...payment,
    stripe_id: seen.stripeId,
    client_secret: isFinal(payment.status) ? null : (seen.clientSecret ?? payment.client_secret),
    brand: seen.card?.brand ?? payment.brand,
    last4: seen.card?.last4 ?? payment.last4,
    points: seen.held?.points ?? payment.points,
  };
  if (isFinal(payment.status)) return observeFinal(account, known, seen, now);
  if (isOvertaken(payment, seen, answers)) return unlessSame(account, payment, known, [], at);
  if (seen.state === 'taken') {
    const amount = seen.received === totalOf(payment) ? payment.amount : seen.received - payment.tip;
    // A capture of less than the tip cannot be split so: it all counts for the order.
    const split = amount > 0n ? { amount } : { amount: seen.received, tip: 0n };
    return take(account, { ...known, ...split }, seen.received, at);
  }
  const { next, facts } = moved(account, known, seen, answers, now);
  if (next.status !== payment.status && !canMove(payment.status, next.status)) return undefined;
  return unlessSame(account, payment, next, facts, at);
}

/** While a charge is under way, other news of a payment that waits or was declined is from before it. */
function isOvertaken(payment: Payment, seen: Observation, answers: Step | null): boolean {
  const old = seen.state === 'waiting' || seen.state === 'declined';
  return old && answers === null && (payment.step === 'CONFIRM' || payment.step === 'CREATE');
}

function moved(
  account: Account,
  known: Payment,
  seen: Observation,
  answers: Step | null,
  { at, limits }: Moment,
): { next: Payment; facts: Fact[] } {
  const { failure } = seen;
  const noted: Payment = {
    ...known,
    ...(failure && {
      failure_code: failure.code,
      failure_decline_code: failure.declineCode,
      failure_message: failure.message,
    }),
    ...stepAfter(known, seen, answers, at),
    next_action_type: null,
    next_action_url: null,
  };
  /** The payment in a state in which it waits for something until `check`. */
  const waits = (status: PaymentState, check: Date, more: Partial<Payment> = {}): Payment => ({
    ...noted,
    ...more,
    status,
    check_time: noted.step ? noted.check_time : account.closed_time ? at : check,
  });
  const expiry = after(known.create_time, limits.actionMs);
  switch (seen.state) {
    case 'waiting':
      return { next: waits('PENDING', known.confirms ? at : expiry), facts: [] };
    case 'declined':
      if (!known.confirms) return { next: waits('PENDING', expiry), facts: [] };
      // The intent could still be charged with another card at Stripe, so it is closed there.
      return { next: fail(noted, 'CANCEL', at), facts: ['payment.failed'] };
    case 'action': {
      const { type = null, url = null } = seen.nextAction ?? {};
      return {
        next: waits('REQUIRES_ACTION', expiry, { next_action_type: type, next_action_url: url }),
        facts: [],
      };
    }
    case 'processing':
      return { next: waits('UNKNOWN', after(at, waitMs(0))), facts: [] };
    case 'authorized': {
      const { amount = known.amount, checkTime = after(at, AUTHORIZED_CHECK_MS) } = seen.held ?? {};
      return {
        next: waits('AUTHORIZED', checkTime, { is_authorized: true, client_secret: null, amount }),
        facts: known.is_authorized ? [] : ['payment.authorized'],
      };
    }
    case 'cancelled':
      return { next: { ...end(noted), status: 'CANCELLED' }, facts: ['payment.cancelled'] };
    case 'taken':
      throw new Error('taken is applied elsewhere');
  }
}

/** A capture or cancellation goes on until it is answered; every other step has come out by what was seen. */
function stepAfter(
  known: Payment,
  seen: Observation,
  answers: Step | null,
  at: Date,
): Pick<Payment, 'step' | 'step_time' | 'step_amount' | 'check_time' | 'attempts'> {
  const { step, step_time, step_amount, check_time, attempts } = known;
  const goesOn =
    step === 'CANCEL' || (step === 'CAPTURE' && !(answers === 'CAPTURE' && seen.state === 'authorized'));
  if (!goesOn) return { step: null, step_time: null, step_amount: null, check_time: null, attempts: 0 };
  if (answers !== step) return { step, step_time, step_amount, check_time, attempts };
  return { step, step_time, step_amount, check_time: after(at, waitMs(attempts)), attempts: attempts + 1 };
}

/** The payment without anything that only one under way has. */
export const end = (payment: Payment): Payment => ({
  ...payment,
  client_secret: null,
  next_action_type: null,
  next_action_url: null,
  is_authorized: false,
  step: null,
  step_time: null,
  step_amount: null,
  check_time: null,
});

/** The payment, FAILED; `step` is what is left to do at Stripe. */
export function fail(payment: Payment, step: Step | null, at: Date): Payment {
  return { ...end(payment), status: 'FAILED', step, step_time: step && at, check_time: step && at };
}

/** News of a payment that is over: money that came too late goes back, and an intent that still lives is closed. */
function observeFinal(
  account: Account,
  known: Payment,
  seen: Observation,
  { at, freshId }: Moment,
): Change | undefined {
  if (known.status === 'CAPTURED') return undefined;
  if (seen.state === 'taken') {
    if (known.captured > 0n) return undefined;
    const payment = end({ ...known, captured: seen.received });
    return automaticRefund(account, payment, at, freshId);
  }
  const before = account.payments.find((p) => p.payment_id === known.payment_id) ?? known;
  const lives = seen.state !== 'cancelled';
  const next: Payment = lives ? { ...known, step: 'CANCEL', step_time: at, check_time: at } : end(known);
  return unlessSame(account, before, next, [], at);
}

function unlessSame(
  account: Account,
  before: Payment,
  next: Payment,
  facts: readonly Fact[],
  at: Date,
): Change | undefined {
  const same = (Object.keys(next) as (keyof Payment)[]).every(
    (field) => next[field] === before[field] || isSameTime(next[field], before[field]),
  );
  return same && facts.length === 0 ? undefined : changed(account, at, next, facts);
}

const isSameTime = (a: unknown, b: unknown) =>
  a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
