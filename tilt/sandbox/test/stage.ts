/** The stand-in with somebody who listens to its webhooks. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';

const secret = 'whsec_test';

/** What a test of the stand-in works with. */
export interface Stage {
  /** Changes with a restart, as `stripe` does. */
  sandbox: Sandbox;
  stripe: Stripe;
  /** Statuses that the next webhooks are answered with; 200 after the last one. */
  answers: number[];
  /** Types of the webhooks taken about an object, in the order in which they came. */
  heardOf(id: string): string[];
  clientOf(key: string): Stripe;
  fault(body: object): Promise<Response>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Sets the stage of a test file. */
export async function setStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const heard: Stripe.Event[] = [];
  const ear = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const status = stage.answers.shift() ?? 200;
    try {
      const signature = String(request.headers['stripe-signature']);
      const event = stage.stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, secret, 300);
      if (status === 200) heard.push(event);
      response.writeHead(status).end();
    } catch {
      response.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve) => ear.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(ear.address() as AddressInfo).port}/`;
  const start = () => startSandbox({ folder, webhook: { url, secret, types: [] }, refundDelayMs: 200 });
  const sandbox = await start();
  const stage: Stage = {
    sandbox,
    stripe: clientOf(sandbox.stripeUrl, 'sk_test_x'),
    answers: [],
    heardOf: (id) => heard.filter((e) => (e.data.object as { id: string }).id === id).map((e) => e.type),
    clientOf: (key) => clientOf(stage.sandbox.stripeUrl, key),
    fault: (body) =>
      fetch(`${stage.sandbox.stripeUrl}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(body) }),
    async restart() {
      await stage.sandbox.stop();
      stage.sandbox = await start();
      stage.stripe = stage.clientOf('sk_test_x');
    },
    async stop() {
      await stage.sandbox.stop();
      ear.close();
      rmSync(folder, { recursive: true });
    },
  };
  return stage;
}

function clientOf(url: string, key: string): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(key, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, timeout: 1_000 });
}

/** Parameters of a charge in one call. */
export const card = (method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) => ({
  amount: 1250,
  currency: 'eur',
  allowed_payment_method_types: ['card'],
  payment_method: method,
  confirm: true,
  expand: ['latest_charge'],
  ...more,
});

/** Waits until something holds. */
export async function until(holds: () => boolean, ms = 8_000): Promise<void> {
  for (const end = Date.now() + ms; !holds(); await new Promise((resolve) => setTimeout(resolve, 10)))
    if (Date.now() > end) throw new Error(`still not so: ${holds.toString()}`);
}
