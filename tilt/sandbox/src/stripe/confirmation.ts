/** Confirming a PaymentIntent: the card is charged, declined, or the customer is asked first. */
import { type Card, declineOf, type Outcome, testCard } from './cards.ts';
import { type ErrorBody, StripeFailure, unexpectedState } from './errors.ts';
import { type Params, text } from './form.ts';
import { intentOf, save, show, useMethod } from './payment-intents.ts';
import { renderCharge, renderMethod } from './render.ts';
import type { ApiCall, StandIn } from './stand-in.ts';
import { type Charge, type Intent, newStripeId, nowSeconds } from './state.ts';

const confirmable: readonly Intent['status'][] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];

/** Charges the card, or asks for authentication first. A decline is thrown as a card error. */
export function confirm(standIn: StandIn, id: string, params: Params, call: ApiCall): Intent {
  const intent = intentOf(standIn, id);
  if (!confirmable.includes(intent.status))
    throw unexpectedState(
      `You cannot confirm this PaymentIntent because it has already ${intent.status} status.`,
      show(standIn, intent),
    );
  const given = text(params, 'payment_method');
  const method = given === undefined ? intent.method : useMethod(standIn, given);
  if (method === null)
    throw unexpectedState(
      "You cannot confirm this PaymentIntent because it's missing a payment method.",
      show(standIn, intent),
    );
  const outcome = outcomeOf(standIn, standIn.state.methods.get(method)?.card ?? method);
  const returnUrl = text(params, 'return_url');
  const next: Intent = { ...intent, method, lastError: null, status: 'requires_confirmation' };
  if (outcome.kind !== 'authenticate') return charge(standIn, next, outcome, false, call);
  if (text(params, 'error_on_requires_action') === 'true')
    throw decline(standIn, next, declineFor('authentication_required'), call);
  return save(
    standIn,
    {
      ...next,
      status: 'requires_action',
      nextAction: returnUrl ? { kind: 'redirect', returnUrl } : { kind: 'sdk' },
    },
    call,
    'requires_action',
  );
}

const declineFor = (code: string): Extract<Outcome, { kind: 'decline' }> => ({
  kind: 'decline',
  code,
  declineCode: code,
  message: 'Your card was declined. This transaction requires authentication.',
});

function outcomeOf(standIn: StandIn, card: string): Outcome {
  const declined = standIn.faults.take('decline', 'payment_intents.confirm');
  if (declined) return declineOf(declined.detail || 'generic_decline');
  const own = (testCard(card) as Card).outcome;
  if (own.kind !== 'authenticate' && standIn.faults.take('require_action', 'payment_intents.confirm'))
    return { kind: 'authenticate', after: own };
  return own;
}

/** What the customer's bank said of the authentication. */
export function finishAuthentication(standIn: StandIn, id: string, passed: boolean): Intent {
  const call: ApiCall = { idempotencyKey: null };
  const intent = intentOf(standIn, id);
  if (intent.status !== 'requires_action') return intent;
  const own = testCard(standIn.state.methods.get(intent.method ?? '')?.card ?? '')?.outcome;
  const afterwards = own?.kind === 'authenticate' ? own.after : ({ kind: 'approve' } as const);
  const outcome: Outcome = passed
    ? afterwards
    : {
        kind: 'decline',
        code: 'payment_intent_authentication_failure',
        message: 'The provided PaymentMethod has failed authentication.',
      };
  try {
    return charge(standIn, intent, outcome, passed, call);
  } catch (error) {
    if (error instanceof StripeFailure) return intentOf(standIn, id);
    throw error;
  }
}

function charge(
  standIn: StandIn,
  intent: Intent,
  outcome: Outcome,
  authenticated: boolean,
  call: ApiCall,
): Intent {
  if (outcome.kind === 'decline') throw decline(standIn, intent, outcome, call);
  const manual = intent.captureMethod === 'manual';
  const made = putCharge(standIn, intent, {
    authenticated,
    captured: !manual,
    amountCaptured: manual ? 0 : intent.amount,
  });
  const next: Intent = {
    ...intent,
    status: manual ? 'requires_capture' : 'succeeded',
    latestCharge: made.id,
    amountCapturable: manual ? intent.amount : 0,
    amountReceived: manual ? 0 : intent.amount,
    nextAction: null,
    lastError: null,
  };
  standIn.webhooks.emit('charge.succeeded', renderCharge(standIn.state, made), call.idempotencyKey);
  return save(standIn, next, call, manual ? 'amount_capturable_updated' : 'succeeded');
}

function putCharge(standIn: StandIn, intent: Intent, more: Partial<Charge>): Charge {
  const made: Charge = {
    id: newStripeId('ch'),
    created: nowSeconds(),
    intent: intent.id,
    method: intent.method ?? '',
    amount: intent.amount,
    currency: intent.currency,
    amountCaptured: 0,
    amountRefunded: 0,
    captured: false,
    status: 'succeeded',
    failure: null,
    authenticated: false,
    metadata: intent.metadata,
    ...more,
  };
  standIn.state.charges.put(made);
  return made;
}

function decline(
  standIn: StandIn,
  intent: Intent,
  outcome: Extract<Outcome, { kind: 'decline' }>,
  call: ApiCall,
): StripeFailure {
  const method = standIn.state.methods.get(intent.method ?? '');
  const error: ErrorBody = {
    type: outcome.code === 'payment_intent_authentication_failure' ? 'invalid_request_error' : 'card_error',
    code: outcome.code,
    message: outcome.message,
    ...(outcome.declineCode === undefined ? {} : { decline_code: outcome.declineCode }),
    ...(method === undefined ? {} : { payment_method: renderMethod(method) }),
  };
  const made = putCharge(standIn, intent, {
    status: 'failed',
    failure: { ...error, payment_method: undefined },
  });
  const next = save(
    standIn,
    {
      ...intent,
      status: 'requires_payment_method',
      method: null,
      latestCharge: made.id,
      nextAction: null,
      lastError: { ...error, charge: made.id },
    },
    call,
    'payment_failed',
  );
  return new StripeFailure(402, { ...error, charge: made.id, payment_intent: show(standIn, next) }, true);
}
