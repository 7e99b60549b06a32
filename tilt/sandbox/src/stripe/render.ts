/** The stand-in's records as the JSON objects of Stripe's API. */
import { testCard } from './cards.ts';
import type { Charge, Intent, Method, StripeRefund, StripeState } from './state.ts';

/** API version that the objects follow: the one the `stripe` package is made for. */
export const apiVersion = '2026-10-28.endive';

/** A PaymentIntent; `publicUrl` is where the customer's browser reaches the stand-in. */
export function renderIntent(
  state: StripeState,
  intent: Intent,
  publicUrl: string,
  expand: readonly string[] = [],
) {
  const charge = intent.latestCharge === null ? undefined : state.charges.get(intent.latestCharge);
  const method = intent.method === null ? undefined : state.methods.get(intent.method);
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: intent.amount,
    amount_capturable: intent.amountCapturable,
    amount_received: intent.amountReceived,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: intent.automaticMethods,
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.cancellationReason,
    capture_method: intent.captureMethod,
    client_secret: intent.clientSecret,
    confirmation_method: 'automatic',
    created: intent.created,
    currency: intent.currency,
    customer: null,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: intent.lastError,
    latest_charge:
      charge && expand.includes('latest_charge') ? renderCharge(state, charge) : intent.latestCharge,
    livemode: false,
    managed_payments: null,
    metadata: intent.metadata,
    next_action: renderNextAction(intent, publicUrl),
    on_behalf_of: null,
    payment_method: method && expand.includes('payment_method') ? renderMethod(method) : intent.method,
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: intent.methodTypes,
    payment_record: null,
    processing: null,
    receipt_email: intent.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: intent.statementDescriptorSuffix,
    status: intent.status,
    transfer_data: null,
    transfer_group: null,
  };
}

function renderNextAction(intent: Intent, publicUrl: string) {
  if (intent.status !== 'requires_action' || intent.nextAction === null) return null;
  const url = `${publicUrl}/3ds/${intent.id}?secret=${encodeURIComponent(intent.clientSecret)}`;
  if (intent.nextAction.kind === 'redirect') {
    return {
      type: 'redirect_to_url',
      redirect_to_url: { url, return_url: intent.nextAction.returnUrl },
    };
  }
  return {
    type: 'use_stripe_sdk',
    use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url, source: `src_${intent.id.slice(3)}` },
  };
}

/** A Charge. */
export function renderCharge(state: StripeState, charge: Charge) {
  const method = state.methods.get(charge.method);
  const card = testCard(method?.card ?? charge.method);
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.amountCaptured,
    amount_refunded: charge.amountRefunded,
    balance_transaction: charge.captured ? `txn_${charge.id.slice(3)}` : null,
    captured: charge.captured,
    created: charge.created,
    currency: charge.currency,
    disputed: false,
    failure_code: charge.failure?.code ?? null,
    failure_message: charge.failure?.message ?? null,
    livemode: false,
    metadata: charge.metadata,
    outcome:
      charge.status === 'failed'
        ? {
            network_status: 'declined_by_network',
            reason: charge.failure?.decline_code ?? 'generic_decline',
            risk_level: 'normal',
            seller_message: 'The bank did not return any further details with this decline.',
            type: 'issuer_declined',
          }
        : {
            network_status: 'approved_by_network',
            reason: null,
            risk_level: 'normal',
            seller_message: 'Payment complete.',
            type: 'authorized',
          },
    paid: charge.status === 'succeeded',
    payment_intent: charge.intent,
    payment_method: charge.method,
    payment_method_details: {
      type: 'card',
      card: card && {
        ...renderCard(card),
        amount_authorized: charge.amount,
        three_d_secure: charge.authenticated ? { result: 'authenticated', version: '2.2.0' } : null,
      },
    },
    refunded: charge.captured && charge.amountRefunded >= charge.amountCaptured,
    status: charge.status,
  };
}

function renderCard(card: NonNullable<ReturnType<typeof testCard>>) {
  return {
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: card.country,
    exp_month: 12,
    exp_year: new Date().getUTCFullYear() + 3,
    funding: card.funding,
    last4: card.last4,
    wallet: null,
  };
}

/** A PaymentMethod. */
export function renderMethod(method: Method) {
  const card = testCard(method.card);
  return {
    id: method.id,
    object: 'payment_method',
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: card && renderCard(card),
    created: method.created,
    customer: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}

/** A Refund. */
export function renderRefund(refund: StripeRefund) {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: refund.status === 'succeeded' ? `txn_${refund.id.slice(3)}` : null,
    charge: refund.charge,
    created: refund.created,
    currency: refund.currency,
    ...(refund.failureReason === null ? {} : { failure_reason: refund.failureReason }),
    metadata: refund.metadata,
    payment_intent: refund.intent,
    ...(refund.status === 'pending' ? { pending_reason: 'processing' } : {}),
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: refund.status,
    transfer_reversal: null,
  };
}

/** A list of objects. */
export function renderList(url: string, data: readonly unknown[], hasMore: boolean) {
  return { object: 'list', url, has_more: hasMore, data };
}
