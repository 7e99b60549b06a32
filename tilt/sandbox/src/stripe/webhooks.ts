/** Signed webhooks with Stripe's habits: several at once, in no order, repeated until they are taken. */
import { createHmac } from 'node:crypto';
import type { Faults } from './faults.ts';
import { apiVersion } from './render.ts';
import {
  forgetOld,
  mostTries,
  newStripeId,
  nowSeconds,
  type StripeEvent,
  type StripeState,
} from './state.ts';

/** Where webhooks go and how they are signed. */
export interface WebhookTarget {
  url: string;
  /** The signing secret, `whsec_…`. */
  secret: string;
  /** Types of events that are sent; empty means all. */
  types: readonly string[];
}

/** Sends events to the target that is set at the time. */
export interface Webhooks {
  target: WebhookTarget | undefined;
  /** Records an event and sends it. */
  emit(type: string, object: unknown, idempotencyKey: string | null): void;
  /** Sends an event once more, now. */
  resend(id: string): boolean;
  stop(): void;
}

/** Waits after the first, second … failed try, in milliseconds; the last one repeats. */
const waitsMs = [500, 1_000, 2_000, 5_000, 15_000, 60_000, 300_000] as const;
const answerWithinMs = 10_000;
const mostAtOnce = 8;
const heldAtMostMs = 5_000;

/** The body of an event as it is signed and sent. */
export function renderEvent(event: StripeEvent) {
  return {
    id: event.id,
    object: 'event',
    api_version: apiVersion,
    created: event.created,
    data: { object: event.object },
    livemode: false,
    pending_webhooks: event.delivered ? 0 : 1,
    request: { id: null, idempotency_key: event.idempotencyKey },
    type: event.type,
  };
}

/** The `stripe-signature` header for a body sent at `seconds`. */
export function signatureHeader(body: string, secret: string, seconds: number): string {
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}

/** Starts sending; what was not taken before a restart is tried again. */
export function startWebhooks(
  state: StripeState,
  faults: Faults,
  target: WebhookTarget | undefined,
): Webhooks {
  const timers = new Set<NodeJS.Timeout>();
  const waiting: (() => void)[] = [];
  let underWay = 0;
  let held: StripeEvent[] = [];
  let stopped = false;

  const later = (delayMs: number, run: () => void) => {
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  };
  const pump = () => {
    while (underWay < mostAtOnce && waiting.length > 0) {
      underWay++;
      waiting.shift()?.();
    }
  };
  const send = (id: string) => {
    waiting.push(async () => {
      await attempt(id).finally(() => underWay--);
      pump();
    });
    pump();
  };
  const attempt = async (id: string) => {
    const event = state.events.get(id);
    if (!event || !webhooks.target || stopped) return;
    const copies = 1 + Number(faults.take('webhook_duplicate', event.type)?.detail || 0);
    const forged = faults.take('webhook_bad_signature', event.type) !== undefined;
    const body = JSON.stringify({ ...renderEvent(event), pending_webhooks: 1 });
    let answer = '';
    for (let i = 0; i < copies; i++) answer = await post(webhooks.target, body, forged);
    const delivered = /^2/.test(answer);
    const attempts = event.attempts + 1;
    const waitMs = waitsMs[Math.min(attempts - 1, waitsMs.length - 1)] ?? 0;
    state.events.put({ ...event, attempts, delivered, lastAnswer: answer, nextMs: Date.now() + waitMs });
    if (!delivered && attempts < mostTries) later(waitMs, () => send(id));
  };
  const release = () => {
    for (const event of held.reverse()) send(event.id);
    held = [];
  };
  const hold = (event: StripeEvent, group: number) => {
    held.push(event);
    if (held.length === 1) later(heldAtMostMs, release);
    if (held.length >= group) release();
  };
  let group = 0;
  const webhooks: Webhooks = {
    target,
    emit(type, object, idempotencyKey) {
      const types = webhooks.target?.types ?? [];
      if (types.length > 0 && !types.includes(type)) return;
      const event: StripeEvent = {
        id: newStripeId('evt'),
        created: nowSeconds(),
        type,
        object,
        idempotencyKey,
        attempts: 0,
        delivered: false,
        lastAnswer: '',
        nextMs: Date.now(),
      };
      if (!webhooks.target) {
        state.events.put({ ...event, delivered: true, lastAnswer: 'there is nobody to send it to' });
        return;
      }
      state.events.put(event);
      if (state.events.size % 500 === 0) forgetOld(state);
      if (faults.take('webhook_drop', type)) {
        state.events.put({ ...event, delivered: true, lastAnswer: 'dropped on purpose' });
        return;
      }
      if (held.length === 0) group = Number(faults.take('webhook_reorder', type)?.detail || 0);
      if (group > 1) return hold(event, group);
      const late = faults.take('webhook_late', type);
      if (late) later(late.delayMs, () => send(event.id));
      else setImmediate(() => send(event.id));
    },
    resend(id) {
      if (!state.events.get(id)) return false;
      send(id);
      return true;
    },
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
  for (const event of state.events.all())
    if (!event.delivered && event.attempts < mostTries)
      later(Math.max(0, event.nextMs - Date.now()), () => send(event.id));
  return webhooks;
}

async function post(target: WebhookTarget, body: string, forged: boolean): Promise<string> {
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+sippy sandbox)',
        'stripe-signature': signatureHeader(body, forged ? 'whsec_forged' : target.secret, nowSeconds()),
      },
      signal: AbortSignal.timeout(answerWithinMs),
      redirect: 'manual',
    });
    await response.body?.cancel();
    return String(response.status);
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
