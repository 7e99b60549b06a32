/** Stripe, in our words: every call has one of four ends, and none of them is a guess. */
import type { Breaker, BreakerOptions } from '@sippy/kit/breaker';
import type Stripe from 'stripe';
import type { Payment, Refund } from '../domain/account.ts';
import type { Observation } from '../domain/card.ts';
import type { RefundOutcome } from '../domain/refund.ts';
import { toStripeAmount } from '../domain/stripe-amount.ts';
import { type Answer, endOf, isAway } from './answer.ts';
import { observationOf, refundOutcomeOf } from './observation.ts';
import { stripePackage } from './stripe-package.ts';

/** What Stripe reports by itself: something about one of our payments or refunds. */
export interface News {
  type: string;
  paymentId: string | undefined;
  refundId: string | undefined;
  /** The PaymentIntent or refund as it was then; it may be old. */
  state: string;
}

/** Calls to Stripe. Every change carries an idempotency key that only this payment's step or refund has. */
export interface CardDesk {
  /** Nobody's money moves: the key is one of Stripe's test mode. */
  isTest: boolean;
  create(payment: Payment, options: { confirm: boolean }): Promise<Answer<Observation>>;
  confirm(payment: Payment): Promise<Answer<Observation>>;
  capture(payment: Payment): Promise<Answer<Observation>>;
  cancel(payment: Payment): Promise<Answer<Observation>>;
  look(payment: Payment): Promise<Answer<Observation>>;
  /** Looks for the payment's intent when its key is too old to ask by; undefined if there is none. */
  find(payment: Payment): Promise<Answer<Observation | undefined>>;
  refund(payment: Payment, refund: Refund): Promise<Answer<RefundOutcome>>;
  lookRefund(refund: Refund): Promise<Answer<RefundOutcome>>;
  /** Looks for a refund whose key is too old; undefined if there is none. */
  findRefund(payment: Payment, refund: Refund): Promise<Answer<RefundOutcome | undefined>>;
  /** Reads a webhook; undefined if the signature does not fit or is older than 300 seconds. */
  readWebhook(body: Uint8Array, signature: string): News | undefined;
}

/** What the desk reads from the service's configuration. */
export interface DeskConfig {
  STRIPE_API_KEY?: string | undefined;
  STRIPE_API_URL?: string | undefined;
  STRIPE_WEBHOOK_SECRET?: string | undefined;
  STRIPE_TIMEOUT_MS: number;
}

type Log = { error(detail: object, message: string): void };

const TOLERANCE_SECONDS = 300;

/** Opens the desk; undefined without a key. */
export function openCardDesk(
  config: DeskConfig,
  breakerOf: (name: string, options: BreakerOptions) => Breaker,
  log: Log,
): CardDesk | undefined {
  if (!config.STRIPE_API_KEY) return undefined;
  const apiKey = config.STRIPE_API_KEY;
  let opened: Stripe | undefined;
  const stripe = () => {
    opened ??= stripeClient(apiKey, config);
    return opened;
  };
  const breaker = breakerOf('stripe', {
    isFailure: (error) => endOf(error).kind === 'lost' || isAway(error),
  });

  const ask = async <T>(work: () => Promise<T>): Promise<Answer<T>> => {
    try {
      return { kind: 'done', value: await breaker.run(work) };
    } catch (error) {
      const end = endOf(error);
      if (end.kind === 'unsent' && end.isOff) log.error({}, 'Stripe does not accept STRIPE_API_KEY');
      return end;
    }
  };
  const intent = async (
    payment: Payment,
    work: () => Promise<Stripe.PaymentIntent>,
  ): Promise<Answer<Observation>> => {
    const answer = await ask(async () => {
      try {
        return await work();
      } catch (error) {
        // A decline, or a no because of the intent's state: what counts is how it stands now.
        const now = error instanceof stripePackage().errors.StripeError ? error.payment_intent : undefined;
        if (now) return now;
        throw error;
      }
    });
    return answer.kind === 'done'
      ? { kind: 'done', value: observationOf(answer.value, payment.currency_code) }
      : answer;
  };
  const refundAnswer = async (work: () => Promise<Stripe.Refund>): Promise<Answer<RefundOutcome>> => {
    const answer = await ask(work);
    return answer.kind === 'done' ? { kind: 'done', value: refundOutcomeOf(answer.value) } : answer;
  };
  const key = (payment: Payment, step: string) => ({
    idempotencyKey: `${payment.payment_id}:${step}:${payment.step_number}`,
  });
  const expand = ['latest_charge'];

  return {
    isTest: /^\w+_test_/.test(apiKey),
    create: (payment, { confirm }) =>
      intent(payment, () =>
        stripe().paymentIntents.create(createParams(payment, confirm), {
          idempotencyKey: payment.payment_id,
        }),
      ),
    confirm: (payment) =>
      intent(payment, () =>
        stripe().paymentIntents.confirm(
          stripeIdOf(payment),
          { ...methodParams(payment), expand },
          key(payment, 'confirm'),
        ),
      ),
    capture: (payment) =>
      intent(payment, () => {
        const amount = (payment.step_amount ?? payment.amount) + payment.tip;
        const amount_to_capture = toStripeAmount(amount, payment.currency_code);
        return stripe().paymentIntents.capture(
          stripeIdOf(payment),
          { amount_to_capture, expand },
          key(payment, 'capture'),
        );
      }),
    cancel: (payment) =>
      intent(payment, () =>
        stripe().paymentIntents.cancel(
          stripeIdOf(payment),
          { cancellation_reason: payment.status === 'FAILED' ? 'abandoned' : 'requested_by_customer' },
          key(payment, 'cancel'),
        ),
      ),
    look: (payment) =>
      intent(payment, () => stripe().paymentIntents.retrieve(stripeIdOf(payment), { expand })),
    async find(payment) {
      const query = `metadata['payment_id']:'${payment.payment_id}'`;
      const answer = await ask(() => stripe().paymentIntents.search({ query, limit: 1 }));
      if (answer.kind !== 'done') return answer;
      const [found] = answer.value.data;
      return { kind: 'done', value: found && observationOf(found, payment.currency_code) };
    },
    refund: (payment, refund) =>
      refundAnswer(() =>
        stripe().refunds.create(
          {
            payment_intent: stripeIdOf(payment),
            amount: toStripeAmount(refund.amount, refund.currency_code),
            reason: 'requested_by_customer',
            metadata: { refund_id: refund.refund_id, payment_id: payment.payment_id },
          },
          { idempotencyKey: refund.refund_id },
        ),
      ),
    lookRefund: (refund) => refundAnswer(() => stripe().refunds.retrieve(refund.stripe_id ?? '')),
    async findRefund(payment, refund) {
      const answer = await ask(() =>
        stripe().refunds.list({ payment_intent: stripeIdOf(payment), limit: 100 }),
      );
      if (answer.kind !== 'done') return answer;
      const found = answer.value.data.find((r) => r.metadata?.refund_id === refund.refund_id);
      return { kind: 'done', value: found && refundOutcomeOf(found) };
    },
    readWebhook(body, signature) {
      const { webhooks } = stripe();
      try {
        const secret = config.STRIPE_WEBHOOK_SECRET ?? '';
        return newsOf(webhooks.constructEvent(body, signature, secret, TOLERANCE_SECONDS));
      } catch {
        return undefined;
      }
    },
  };
}

function stripeClient(apiKey: string, config: DeskConfig): Stripe {
  const url = config.STRIPE_API_URL ? new URL(config.STRIPE_API_URL) : undefined;
  return new (stripePackage())(apiKey, {
    // What is not known after one try is found out by the reconciliation, not by trying blindly.
    maxNetworkRetries: 0,
    timeout: config.STRIPE_TIMEOUT_MS,
    telemetry: false,
    appInfo: { name: 'Sippy' },
    ...(url && {
      host: url.hostname,
      port: url.port || (url.protocol === 'https:' ? '443' : '80'),
      protocol: url.protocol === 'https:' ? 'https' : 'http',
    }),
  });
}

/** The same payment always gives the same parameters, since its idempotency key is bound to them. */
function createParams(payment: Payment, confirm: boolean): Stripe.PaymentIntentCreateParams {
  return {
    amount: toStripeAmount(payment.amount + payment.tip, payment.currency_code),
    currency: payment.currency_code.toLowerCase(),
    capture_method: payment.capture_mode === 'MANUAL' ? 'manual' : 'automatic',
    allowed_payment_method_types: ['card'],
    metadata: {
      payment_id: payment.payment_id,
      order_id: payment.order_id,
      ...(payment.cafe_id && { cafe_id: payment.cafe_id }),
      organisation_id: payment.organisation_id,
    },
    expand: ['latest_charge'],
    ...(confirm && { confirm: true, ...methodParams(payment) }),
  };
}

function methodParams(payment: Payment): { payment_method?: string; return_url?: string } {
  return {
    ...(payment.payment_method_id && { payment_method: payment.payment_method_id }),
    ...(payment.return_url && { return_url: payment.return_url }),
  };
}

function stripeIdOf(payment: Payment): string {
  if (!payment.stripe_id) throw new Error(`payment ${payment.payment_id} is not known at Stripe`);
  return payment.stripe_id;
}

function newsOf(event: Stripe.Event): News {
  const object = event.data.object as { metadata?: Record<string, string> | null; status?: string | null };
  return {
    type: event.type,
    paymentId: object.metadata?.payment_id,
    refundId: object.metadata?.refund_id,
    state: object.status ?? '',
  };
}
