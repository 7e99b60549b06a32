/** The stand-in for Stripe, as its operator and as a forger see it. */
import { createHmac } from 'node:crypto';
import { portOf } from '@sippy/tilt/setup';
import type { OwnSystem } from './own-system.ts';

/** A trouble of the stand-in; see its README. */
export interface StripeFault {
  kind: string;
  only?: string;
  times?: number;
  delayMs?: number;
  detail?: string;
}

/** What the stand-in knows of a charge. */
export interface StripeIntent {
  id: string;
  status: string;
  amount: number;
  amount_received: number;
  metadata: Record<string, string>;
}

function urlOf({ setup }: OwnSystem, path: string): string {
  return `http://127.0.0.1:${portOf(setup.ports, 'sandbox-stripe')}${path}`;
}

/** Switches a trouble on. */
export async function addFault(system: OwnSystem, fault: StripeFault): Promise<void> {
  const body = JSON.stringify({ only: '', times: 1, delayMs: 0, detail: '', ...fault });
  const answer = await fetch(urlOf(system, '/_sandbox/faults'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  if (!answer.ok) throw new Error(`the stand-in knows no trouble ${fault.kind}: ${await answer.text()}`);
  await answer.body?.cancel();
}

/** Ends all troubles. */
export async function clearFaults(system: OwnSystem): Promise<void> {
  await (await fetch(urlOf(system, '/_sandbox/faults'), { method: 'DELETE' })).body?.cancel();
}

/** Every intent of the stand-in. */
export async function intentsOf(system: OwnSystem): Promise<StripeIntent[]> {
  return list<StripeIntent>(system, '/v1/payment_intents');
}

/** How much of each intent has been given back. */
export async function givenBack(system: OwnSystem): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  const refunds = await list<{ id: string; payment_intent: string; amount: number; status: string }>(
    system,
    '/v1/refunds',
  );
  for (const { payment_intent, amount, status } of refunds)
    if (status === 'succeeded') sums.set(payment_intent, (sums.get(payment_intent) ?? 0) + amount);
  return sums;
}

async function list<T extends { id: string }>(system: OwnSystem, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let after = ''; ; ) {
    const answer = await fetch(urlOf(system, `${path}?limit=100${after && `&starting_after=${after}`}`), {
      headers: { authorization: 'Bearer sk_test_sandbox' },
    });
    const page = (await answer.json()) as { data: T[]; has_more: boolean };
    all.push(...page.data);
    const last = page.data.at(-1);
    if (!page.has_more || !last) return all;
    after = last.id;
  }
}

/** An event as Stripe sends it. */
export interface StripeEvent {
  id: string;
  type: string;
  data: { object: Record<string, unknown> };
}

/** The last events that the stand-in has sent. */
export async function sentEvents(system: OwnSystem): Promise<StripeEvent[]> {
  const answer = await fetch(urlOf(system, '/_sandbox/events'));
  const { events } = (await answer.json()) as {
    events: { id: string; type: string; created: number; object: Record<string, unknown> }[];
  };
  return events.map(({ id, type, object, created }) => ({
    id,
    object: 'event',
    api_version: '2026-01-01',
    created,
    livemode: false,
    pending_webhooks: 1,
    request: null,
    type,
    data: { object },
  }));
}

/** Sends an event to the gateway, signed with a secret at a time. Returns the HTTP status and how long the answer took. */
export async function sendWebhook(
  { gatewayUrl }: OwnSystem,
  event: StripeEvent,
  sign: { secret: string; ageSeconds?: number },
): Promise<{ status: number; ms: number }> {
  const body = JSON.stringify(event);
  const seconds = Math.floor(Date.now() / 1000) - (sign.ageSeconds ?? 0);
  const signature = createHmac('sha256', sign.secret).update(`${seconds}.${body}`).digest('hex');
  const started = performance.now();
  const answer = await fetch(`${gatewayUrl}/api/v1/payments/stripe/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': `t=${seconds},v1=${signature}` },
    body,
  });
  await answer.body?.cancel();
  return { status: answer.status, ms: performance.now() - started };
}
