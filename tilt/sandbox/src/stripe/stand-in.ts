/** What every operation of the stand-in works with. */
import type { Journal } from '../journal.ts';
import { type Faults, openFaults } from './faults.ts';
import { openState, type StripeState } from './state.ts';
import { startWebhooks, type Webhooks, type WebhookTarget } from './webhooks.ts';

/** The stand-in's state, troubles and webhooks. */
export interface StandIn {
  state: StripeState;
  faults: Faults;
  webhooks: Webhooks;
  /** Base address under which a customer's browser reaches the stand-in, without a trailing slash. */
  publicUrl: string;
  /** How long refunds that take their time take, in milliseconds. */
  refundDelayMs: number;
}

/** Opens the stand-in on a journal. */
export function openStandIn(
  journal: Journal,
  options: { webhook?: WebhookTarget | undefined; refundDelayMs?: number | undefined },
): StandIn {
  const state = openState(journal);
  const faults = openFaults();
  return {
    state,
    faults,
    webhooks: startWebhooks(state, faults, options.webhook),
    publicUrl: '',
    refundDelayMs: options.refundDelayMs ?? 2_000,
  };
}

/** One call of the API: parameters decoded, and what it needs for events and errors. */
export interface ApiCall {
  idempotencyKey: string | null;
}
