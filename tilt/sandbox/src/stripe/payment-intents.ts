/** PaymentIntents: made, confirmed, authenticated, captured, cancelled. */
import { testCard } from './cards.ts';
import { invalidParam, missingParam, noSuch, unexpectedState } from './errors.ts';
import { list, type Params, text, texts } from './form.ts';
import { renderCharge, renderIntent } from './render.ts';
import type { ApiCall, StandIn } from './stand-in.ts';
import { type Intent, newStripeId, nowSeconds } from './state.ts';

const leastAmount: Readonly<Record<string, number>> = {
  usd: 50,
  eur: 50,
  gbp: 30,
  jpy: 50,
  chf: 50,
  cad: 50,
  aud: 50,
};
const mostAmount = 99_999_999;

/** The PaymentIntent as JSON. */
export const show = (standIn: StandIn, intent: Intent, expand: readonly string[] = []) =>
  renderIntent(standIn.state, intent, standIn.publicUrl, expand);

/** Reads one, or answers 404. */
export function intentOf(standIn: StandIn, id: string): Intent {
  const intent = standIn.state.intents.get(id);
  if (!intent) throw noSuch('payment_intent', id, 'intent');
  return intent;
}

/** Keeps it and reports it as the event `payment_intent.<event>`. */
export function save(standIn: StandIn, intent: Intent, call: ApiCall, event?: string): Intent {
  standIn.state.intents.put(intent);
  if (event !== undefined)
    standIn.webhooks.emit(`payment_intent.${event}`, show(standIn, intent), call.idempotencyKey);
  return intent;
}

/** Makes one; `confirm` in the parameters is for the caller to follow. */
export function create(standIn: StandIn, params: Params, call: ApiCall): Intent {
  const currency = (text(params, 'currency') ?? '').toLowerCase();
  const amount = amountOf(params, 'amount', currency);
  if (!/^[a-z]{3}$/.test(currency)) throw missingParam('currency');
  const captureMethod = text(params, 'capture_method') ?? 'automatic_async';
  if (!['automatic', 'automatic_async', 'manual'].includes(captureMethod))
    throw invalidParam(
      'capture_method',
      'Invalid capture_method: must be one of automatic, automatic_async, or manual',
    );
  const confirmNow = text(params, 'confirm') === 'true';
  const automatic = params.automatic_payment_methods;
  const method = text(params, 'payment_method');
  const id = newStripeId('pi');
  const automaticMethods =
    typeof automatic === 'object'
      ? {
          enabled: automatic.enabled === 'true',
          allow_redirects: text(automatic, 'allow_redirects') ?? 'always',
        }
      : null;
  if (confirmNow && automaticMethods?.allow_redirects === 'always' && !text(params, 'return_url'))
    throw invalidParam(
      'return_url',
      'A return_url is required when redirecting payment methods are allowed.',
    );
  const intent: Intent = {
    id,
    created: nowSeconds(),
    amount,
    currency,
    status: 'requires_payment_method',
    captureMethod: captureMethod === 'manual' ? 'manual' : 'automatic',
    amountCapturable: 0,
    amountReceived: 0,
    methodTypes: list(params, 'allowed_payment_method_types').length
      ? list(params, 'allowed_payment_method_types')
      : ['card'],
    automaticMethods,
    metadata: texts(params, 'metadata'),
    description: text(params, 'description') ?? null,
    receiptEmail: text(params, 'receipt_email') ?? null,
    statementDescriptorSuffix: text(params, 'statement_descriptor_suffix') ?? null,
    clientSecret: `${id}_secret_${newStripeId('s').slice(2)}`,
    method: null,
    latestCharge: null,
    lastError: null,
    nextAction: null,
    canceledAt: null,
    cancellationReason: null,
  };
  if (method !== undefined) {
    intent.method = useMethod(standIn, method);
    intent.status = 'requires_confirmation';
  }
  return save(standIn, intent, call, 'created');
}

/** Whole minor units between what cards can be charged in the currency. */
function amountOf(params: Params, name: string, currency: string): number {
  const value = text(params, name);
  if (value === undefined) throw missingParam(name);
  if (!/^\d{1,12}$/.test(value))
    throw invalidParam(name, `Invalid integer: ${value}`, 'parameter_invalid_integer');
  const amount = Number(value);
  if (amount < (leastAmount[currency] ?? 1))
    throw invalidParam(name, 'Amount must be at least the minimum for the currency.', 'amount_too_small');
  if (amount > mostAmount)
    throw invalidParam(name, 'Amount must be no more than 99999999.', 'amount_too_large');
  return amount;
}

/** The id under which a payment method is used: a test method becomes one of its own, as at Stripe. */
export function useMethod(standIn: StandIn, name: string): string {
  if (standIn.state.methods.get(name)) return name;
  if (!testCard(name) || name.startsWith('tok_')) throw noSuch('PaymentMethod', name, 'payment_method', 400);
  const id = newStripeId('pm');
  standIn.state.methods.put({ id, created: nowSeconds(), card: name });
  return id;
}

/** Takes what is authorised, or a part of it; the rest is released. */
export function capture(standIn: StandIn, id: string, params: Params, call: ApiCall): Intent {
  const intent = intentOf(standIn, id);
  if (intent.status !== 'requires_capture')
    throw unexpectedState(
      `This PaymentIntent could not be captured because it has a status of ${intent.status}.`,
      show(standIn, intent),
    );
  const given = text(params, 'amount_to_capture');
  const amount = given === undefined ? intent.amountCapturable : Number(given);
  if (!Number.isInteger(amount) || amount < 1 || amount > intent.amountCapturable)
    throw invalidParam(
      'amount_to_capture',
      `The amount must be between 1 and ${intent.amountCapturable}.`,
      'amount_too_large',
    );
  const authorised = standIn.state.charges.get(intent.latestCharge ?? '');
  if (authorised) {
    const taken = { ...authorised, captured: true, amountCaptured: amount };
    standIn.state.charges.put(taken);
    standIn.webhooks.emit('charge.captured', renderCharge(standIn.state, taken), call.idempotencyKey);
  }
  return save(
    standIn,
    { ...intent, status: 'succeeded', amountCapturable: 0, amountReceived: amount },
    call,
    'succeeded',
  );
}

/** Gives it up; money that is only authorised is released. */
export function cancel(standIn: StandIn, id: string, params: Params, call: ApiCall): Intent {
  const intent = intentOf(standIn, id);
  if (intent.status === 'succeeded' || intent.status === 'canceled')
    throw unexpectedState(
      `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
      show(standIn, intent),
    );
  const next: Intent = {
    ...intent,
    status: 'canceled',
    amountCapturable: 0,
    nextAction: null,
    canceledAt: nowSeconds(),
    cancellationReason: text(params, 'cancellation_reason') ?? null,
  };
  return save(standIn, next, call, 'canceled');
}
