/** Stripe's objects, in our words. */
import type Stripe from 'stripe';
import type { Observation } from '../domain/card.ts';
import type { RefundOutcome } from '../domain/refund.ts';
import { fromStripeAmount } from '../domain/stripe-amount.ts';

/** What a PaymentIntent says. A status that we do not know is taken for one that is still under way. */
export function observationOf(intent: Stripe.PaymentIntent, currency: string): Observation {
  const error = intent.last_payment_error;
  return {
    stripeId: intent.id,
    clientSecret: intent.client_secret,
    state: stateOf(intent.status, error !== null),
    received: fromStripeAmount(intent.amount_received, currency),
    failure: error && {
      code: error.code ?? error.type,
      declineCode: error.decline_code ?? null,
      message: error.message ?? 'The payment failed.',
    },
    nextAction: intent.next_action && {
      type: intent.next_action.type,
      url: intent.next_action.redirect_to_url?.url ?? null,
    },
    card: cardOf(intent.latest_charge),
  };
}

function stateOf(status: Stripe.PaymentIntent.Status, hasFailed: boolean): Observation['state'] {
  switch (status) {
    case 'requires_payment_method':
      return hasFailed ? 'declined' : 'waiting';
    case 'requires_confirmation':
      return 'waiting';
    case 'requires_action':
      return 'action';
    case 'requires_capture':
      return 'authorized';
    case 'succeeded':
      return 'taken';
    case 'canceled':
      return 'cancelled';
    default:
      return 'processing';
  }
}

function cardOf(charge: Stripe.PaymentIntent['latest_charge']): Observation['card'] {
  if (!charge || typeof charge === 'string') return null;
  const details = charge.payment_method_details;
  const card = details?.card ?? details?.card_present;
  return card?.brand && card.last4 ? { brand: card.brand, last4: card.last4 } : null;
}

/** What a refund at Stripe says. */
export function refundOutcomeOf(refund: Stripe.Refund): RefundOutcome {
  const failed = refund.status === 'failed' || refund.status === 'canceled';
  return {
    stripeId: refund.id,
    state: failed ? 'failed' : refund.status === 'succeeded' ? 'settled' : 'pending',
    failureCode: failed ? (refund.failure_reason ?? refund.status) : null,
  };
}
