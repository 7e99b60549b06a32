/**
 * Carries payments by card and with points on: a call, a webhook and the reconciliation all come here, so that there is one
 * way to an end. What is to be done is read from what is written down, never from memory.
 */
import type { Call } from '@sippy/kit/call';
import { Refusal } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { PaymentContext } from '../context.ts';
import { type Account, isBill, type Payment, paymentIn, type Step } from '../domain/account.ts';
import type { Observation } from '../domain/card.ts';
import { beginStep, refuseCard, rest } from '../domain/card-step.ts';
import { KEY_LIFE_MS } from '../domain/deadlines.ts';
import { nextAction } from '../domain/next-action.ts';
import { isFinal } from '../domain/payment-state.ts';
import { holdBefore, isTooLateToHold } from '../domain/points.ts';
import { automaticRefund } from '../domain/refund.ts';
import { cardPaymentsOff, cardServiceUnavailable, pointsUnavailable } from '../domain/refusals.ts';
import type { Holds } from '../peers/orders.ts';
import type { PointsDesk } from '../peers/points.ts';
import type { Answer } from './answer.ts';
import { concluding, type Decide } from './concluding.ts';
import type { CardDesk } from './desk.ts';
import { driveRefund } from './drive-refund.ts';
import { refusalOf } from './refusal-of.ts';

/** Where a payment stands after it was carried on, and the no that a caller should hear. */
export interface Driven {
  account: Account;
  payment: Payment;
  refusal?: Refusal;
}

/** For whom a payment is carried on. */
export interface On {
  /** Who waits for it. */
  call?: Call | undefined;
  /** The step has just been written down for this call, so nothing of it can have reached Stripe before. */
  isFirst?: boolean;
}

/** Does what is to be done about a payment now, once. */
export async function drive(
  ctx: PaymentContext,
  paymentId: string,
  on: On = {},
): Promise<Driven | undefined> {
  const account = await ctx.accounts.find(serviceScope, 'payment', paymentId);
  if (!account) return undefined;
  const payment = paymentIn(account, paymentId);
  const { at, limits } = ctx.moment();
  const action = nextAction(account, payment, at, limits);
  switch (action.kind) {
    case 'step':
      return driveStep(ctx, payment, action.step, on);
    case 'withdraw': {
      const begun = await settle(ctx, paymentId, on.call, (now, p) =>
        p.step || isFinal(p.status) ? undefined : beginStep(now, p, 'CANCEL', {}, at, limits),
      );
      return begun.payment.step === 'CANCEL' ? driveStep(ctx, begun.payment, 'CANCEL', on) : begun;
    }
    case 'reverse':
      return reverse(ctx, payment, on);
    case 'look':
      return lookAt(ctx, payment, on);
    case 'nothing':
      return settle(ctx, paymentId, on.call, (now, p) => rest(now, p, at));
  }
}

/**
 * Asks Stripe, or loyalty, how a payment stands. While Stripe has not even named it there is nothing to ask by, and its step settles
 * that; a payment in cash, or one that is over for good, needs no asking.
 */
export async function lookAt(ctx: PaymentContext, payment: Payment, on: On = {}): Promise<Driven> {
  const isNamed = payment.tender === 'POINTS' || payment.stripe_id !== null;
  if (payment.tender === 'CASH' || payment.status === 'CAPTURED' || !isNamed)
    return settle(ctx, payment.payment_id, on.call, () => undefined);
  return conclude(ctx, payment, null, await deskOf(ctx, payment).look(payment, on.call), on);
}

/** Does the step that is written down at the payment. */
export async function driveStep(
  ctx: PaymentContext,
  payment: Payment,
  step: Step,
  on: On = {},
): Promise<Driven> {
  const ageMs = ctx.clock.now().getTime() - (payment.step_time ?? payment.create_time).getTime();
  switch (step) {
    case 'CREATE':
      return payment.tender === 'POINTS' ? holdPoints(ctx, payment, on) : create(ctx, payment, ageMs, on);
    case 'CONFIRM': {
      if (ageMs <= ctx.limits.chargeMs)
        return conclude(ctx, payment, step, await desk(ctx).confirm(payment), on);
      // Too late to charge anybody: cancelled at Stripe, unless it had been charged in time.
      const { at, limits } = ctx.moment();
      const begun = await settle(ctx, payment.payment_id, on.call, (now, p) =>
        p.step === 'CONFIRM' ? beginStep(now, p, 'CANCEL', {}, at, limits) : undefined,
      );
      return begun.payment.step === 'CANCEL' ? driveStep(ctx, begun.payment, 'CANCEL', on) : begun;
    }
    case 'CAPTURE':
      return conclude(ctx, payment, step, await deskOf(ctx, payment).capture(payment, on.call), on);
    case 'CANCEL':
      return conclude(ctx, payment, step, await deskOf(ctx, payment).cancel(payment, on.call), on);
  }
}

/**
 * Makes the intent at Stripe, charging it where the payment says so. The idempotency key makes a repeat give what the
 * first one made. When it is too late to charge, or the order cannot be held for it, the key is used up without charging:
 * then either the first call is found to have happened, or it never can.
 */
async function create(ctx: PaymentContext, payment: Payment, ageMs: number, on: On = {}): Promise<Driven> {
  const at = desk(ctx);
  if (ageMs > KEY_LIFE_MS) {
    const found = await at.find(payment);
    if (found.kind !== 'done') return conclude(ctx, payment, 'CREATE', found, on);
    if (found.value) return conclude(ctx, payment, 'CREATE', { kind: 'done', value: found.value }, on);
    const failure = { code: 'never_began', declineCode: null, message: 'The payment never began.' };
    return settle(ctx, payment.payment_id, on.call, (now, p) =>
      p.step === 'CREATE' ? refuseCard(now, p, failure, ctx.clock.now()) : undefined,
    );
  }
  const charge = payment.confirms && ageMs <= ctx.limits.chargeMs && (await isHeld(ctx, payment, on));
  const answer = await at.create(payment, { confirm: charge });
  if (answer.kind !== 'key_used') return conclude(ctx, payment, 'CREATE', answer, on);
  return conclude(ctx, payment, 'CREATE', await at.create(payment, { confirm: !charge }), on);
}

/**
 * Holds points for the payment, and spends them where it says so. Where it is too late, or the order cannot be held for it,
 * what was held is given back: then they are spent already, or never will be.
 */
async function holdPoints(ctx: PaymentContext, payment: Payment, on: On): Promise<Driven> {
  const { chargeMs } = ctx.limits;
  const isOver = isTooLateToHold(payment, chargeMs, ctx.clock.now()) || !(await isHeld(ctx, payment, on));
  if (isOver) return conclude(ctx, payment, 'CREATE', await ctx.points.cancel(payment, on.call), on);
  const account = await ctx.accounts.find(serviceScope, 'payment', payment.payment_id);
  if (!account) throw new Error(`payment ${payment.payment_id} is gone`);
  const order = { total: account.order_total, before: holdBefore(payment, chargeMs) };
  return conclude(ctx, payment, 'CREATE', await ctx.points.create(payment, order, on.call), on);
}

/** Whether what is paid is held for this charge. Whoever has died may have done so before holding it: so it is held again. */
async function isHeld(ctx: PaymentContext, payment: Payment, on: On): Promise<boolean> {
  if (on.isFirst) return true;
  const account = await ctx.accounts.find(serviceScope, 'payment', payment.payment_id);
  if (!account) return false;
  try {
    await holdsOf(ctx, payment).hold(payment, account.order_total, on.call ?? { deadlineMs: 2_000 });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** Writes down how a step, or a look, ended. */
async function conclude(
  ctx: PaymentContext,
  payment: Payment,
  step: Step | null,
  answer: Answer<Observation>,
  on: On,
): Promise<Driven> {
  const driven = await settle(
    ctx,
    payment.payment_id,
    on.call,
    concluding(ctx, step, answer, on.isFirst === true),
  );
  if (answer.kind === 'refused')
    return { ...driven, refusal: answer.refusal ?? refusalOf(answer.failure, answer.param) };
  if (answer.kind === 'unsent' && payment.tender === 'POINTS')
    return { ...driven, refusal: pointsUnavailable(answer.retryAfterMs) };
  if (answer.kind === 'unsent')
    return {
      ...driven,
      refusal: answer.isOff ? cardPaymentsOff() : cardServiceUnavailable(answer.retryAfterMs),
    };
  return driven;
}

/** Gives the money of a payment back, since its order takes none. */
async function reverse(ctx: PaymentContext, payment: Payment, on: On = {}): Promise<Driven> {
  const { at, limits, freshId } = ctx.moment();
  const driven = await settle(ctx, payment.payment_id, on.call, (account, p) =>
    nextAction(account, p, at, limits).kind === 'reverse'
      ? automaticRefund(account, p, at, freshId)
      : undefined,
  );
  const refund = driven.account.refunds.find((r) => r.refund_id === freshId);
  if (refund?.status === 'PENDING') await driveRefund(ctx, refund.refund_id, on.call);
  return driven;
}

/**
 * Writes a change of a payment and does what hangs on it: the hold of what is paid ends with a payment that brought no money. One
 * that brought some keeps its hold until its event has told the order of the money, so that no edit comes in between.
 */
export async function settle(
  ctx: PaymentContext,
  paymentId: string,
  call: Call | undefined,
  decide: Decide,
): Promise<Driven> {
  const written = await ctx.accounts.change(call, serviceScope, paymentId, (account) =>
    decide(account, paymentIn(account, paymentId)),
  );
  if (!written) throw new Error(`payment ${paymentId} is gone`);
  const payment = paymentIn(written.account, paymentId);
  const facts = written.change?.facts ?? [];
  for (const fact of facts) ctx.count(fact, payment.tender);
  if (facts.length > 0 && (payment.status === 'FAILED' || payment.status === 'CANCELLED'))
    await holdsOf(ctx, payment).release(payment, call ?? { deadlineMs: 2_000 });
  return { account: written.account, payment };
}

/** Who keeps what such a payment is for. */
export function holdsOf(ctx: PaymentContext, payment: Payment): Holds {
  return isBill(payment) ? ctx.bills : ctx.orders;
}

/** Who can tell how such a payment stands. */
function deskOf(ctx: PaymentContext, payment: Payment): CardDesk | PointsDesk {
  return payment.tender === 'POINTS' ? ctx.points : desk(ctx);
}

function desk(ctx: PaymentContext): CardDesk {
  if (!ctx.desk) throw new Error('a card payment waits, but STRIPE_API_KEY is not set');
  return ctx.desk;
}
