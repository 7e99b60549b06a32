/** The payment service on real servers, with Stripe's stand-in beside it. */
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import {
  startTestService,
  type TestClient,
  type TestHost,
  type TestOptions,
  testStaff,
} from '@sippy/kit/testing';
import type { Order } from '@sippy/proto/order/v1/order';
import type { Payment } from '@sippy/proto/payment/v1/payment';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { type Sandbox, startSandbox } from '@sippy/sandbox/sandbox';
import { service } from '../src/main.ts';
import { type OrderBook, openOrderBook } from './order-book.ts';
import { deliver, rawClient, startBridge } from './stripe-bridge.ts';

export const webhookSecret = 'whsec_world';

/** What a test works with. */
export interface World {
  book: OrderBook;
  host: TestHost;
  sandbox: Sandbox;
  /** As a manager of the café. */
  manager: TestClient<typeof PaymentServiceDefinition>;
  /** As somebody else. */
  as(principal?: Principal): TestClient<typeof PaymentServiceDefinition>;
  staff(cafeId: string, ...permissions: string[]): Principal;
  /** Charges pm_card_visa for an order in one call. */
  charge(more?: object, order?: Order): Promise<Payment>;
  /** Switches a trouble of Stripe on. */
  trouble(fault: object): Promise<void>;
  /** A call to the stand-in's switches. */
  control(path: string, init?: RequestInit): Promise<Response>;
  /** Delivers a webhook's bytes as the gateway does; the gRPC code of the answer. */
  webhook(body: Uint8Array, signature: string): Promise<number>;
  /** Reads a payment until it stands so. */
  settled(paymentId: string, status: Payment['status'], ms?: number): Promise<Payment>;
  /** How often Stripe has charged for an order, and how much it holds after refunds. */
  charged(orderId: string): Promise<{ charges: number; kept: number }>;
  /** Types of this payment's events, in order. */
  facts(paymentId: string): Promise<string[]>;
  stop(): Promise<void>;
}

const all = ['payment.take', 'payment.read', 'payment.refund', 'order.backdate'];

/** Starts the world of a test file. */
export async function startWorld(options: TestOptions & { webhooks?: boolean } = {}): Promise<World> {
  const book = openOrderBook();
  const sandbox = await startSandbox({ refundDelayMs: 150 });
  const host = await startTestService([service, ...book.services], {
    ...options,
    env: {
      STRIPE_API_KEY: 'sk_test_world',
      STRIPE_API_URL: sandbox.stripeUrl,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_TIMEOUT_MS: '500',
      PAYMENT_STEP_SECONDS: '2',
      PAYMENT_RECONCILE_MS: '50',
      ...options.env,
    },
  });
  const raw = rawClient(host.addressOf('payment'));
  const bridge = await startBridge((body, signature) => deliver(raw, body, signature));
  const control = (path: string, init?: RequestInit) => fetch(`${sandbox.stripeUrl}/_sandbox/${path}`, init);
  if (options.webhooks !== false) await control('webhook', put({ url: bridge.url, secret: webhookSecret }));
  const staff = (cafeId: string, ...permissions: string[]) =>
    testStaff(book.organisationId, cafeId, ...permissions);
  const manager = host.peer(PaymentServiceDefinition, {
    ...staff(book.cafeId, ...all),
    grants: [
      { organisationId: book.organisationId, cafeIds: [book.cafeId, book.coinCafeId], permissions: all },
    ],
  });
  return {
    book,
    host,
    sandbox,
    manager,
    as: (principal) => host.peer(PaymentServiceDefinition, principal),
    staff,
    control,
    async charge(more = {}, order = book.place()) {
      const { payment } = await manager.createPaymentIntent({
        requestId: requestId(),
        orderId: order.orderId,
        paymentMethodId: 'pm_card_visa',
        confirm: true,
        ...more,
      });
      if (!payment) throw new Error('no payment');
      return payment;
    },
    async trouble(fault) {
      const { status } = await control('faults', { method: 'POST', body: JSON.stringify(fault) });
      if (status !== 200) throw new Error(`no such trouble: ${JSON.stringify(fault)}`);
    },
    webhook: (body, signature) => deliver(raw, body, signature),
    async settled(paymentId, status, ms = 10_000) {
      for (const end = Date.now() + ms; ; await new Promise((resolve) => setTimeout(resolve, 30))) {
        const { payment } = await manager.getPayment({ paymentId });
        if (payment?.status === status) return payment;
        if (Date.now() > end) throw new Error(`payment ${paymentId} is ${payment?.status}, not ${status}`);
      }
    },
    async charged(orderId) {
      const headers = { authorization: 'Bearer sk_test_world' };
      const query = encodeURIComponent(`metadata['order_id']:'${orderId}'`);
      const found = await (
        await fetch(`${sandbox.stripeUrl}/v1/payment_intents/search?query=${query}`, { headers })
      ).json();
      const taken = (found.data as { id: string; status: string; amount_received: number }[]).filter(
        (i) => i.status === 'succeeded',
      );
      let kept = 0;
      for (const { id, amount_received } of taken) {
        const refunds = await (
          await fetch(`${sandbox.stripeUrl}/v1/refunds?payment_intent=${id}&limit=100`, { headers })
        ).json();
        const given = (refunds.data as { amount: number; status: string }[]).filter(
          (r) => r.status !== 'failed',
        );
        kept += amount_received - given.reduce((sum, r) => sum + r.amount, 0);
      }
      return { charges: taken.length, kept };
    },
    async facts(paymentId) {
      const { rows } = await host
        .db('payment')
        .query<{ type: string }>('select type from event where aggregate_id = $1 order by position', [
          paymentId,
        ]);
      return rows.map((row) => row.type);
    },
    async stop() {
      raw.close();
      bridge.server.close();
      await host.stop();
      await sandbox.stop();
    },
  };
}

/** A new request_id. */
export const requestId = newId;

/** Euros. */
export const eur = (minor: bigint) => ({ currencyCode: 'EUR', minor });

/** What only a card payment has. */
export const cardOf = (payment: Payment | undefined) =>
  payment?.detail?.$case === 'card' ? payment.detail.value : undefined;

const put = (body: object): RequestInit => ({ method: 'PUT', body: JSON.stringify(body) });
