/** What the Stripe stand-in remembers. Times are Unix seconds, as at Stripe, unless the name says otherwise. */
import { randomBytes } from 'node:crypto';
import type { Journal, Table } from '../journal.ts';
import type { ErrorBody } from './errors.ts';

export interface Intent {
  id: string;
  created: number;
  amount: number;
  currency: string;
  status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'requires_capture'
    | 'succeeded'
    | 'canceled';
  captureMethod: 'automatic' | 'manual';
  amountCapturable: number;
  amountReceived: number;
  methodTypes: string[];
  automaticMethods: { enabled: boolean; allow_redirects: string } | null;
  metadata: Record<string, string>;
  description: string | null;
  receiptEmail: string | null;
  statementDescriptorSuffix: string | null;
  clientSecret: string;
  method: string | null;
  latestCharge: string | null;
  lastError: ErrorBody | null;
  nextAction: { kind: 'redirect'; returnUrl: string } | { kind: 'sdk' } | null;
  canceledAt: number | null;
  cancellationReason: string | null;
}

export interface Charge {
  id: string;
  created: number;
  intent: string;
  method: string;
  amount: number;
  currency: string;
  amountCaptured: number;
  amountRefunded: number;
  captured: boolean;
  status: 'succeeded' | 'failed';
  failure: ErrorBody | null;
  authenticated: boolean;
  metadata: Record<string, string>;
}

export interface StripeRefund {
  id: string;
  created: number;
  intent: string;
  charge: string;
  amount: number;
  currency: string;
  reason: string | null;
  status: 'pending' | 'succeeded' | 'failed' | 'canceled';
  failureReason: string | null;
  metadata: Record<string, string>;
  /** When a refund that takes its time changes, in epoch milliseconds; 0 if it does not. */
  settlesMs: number;
}

export interface Method {
  id: string;
  created: number;
  /** Test payment method that it behaves like. */
  card: string;
}

/** A stored answer under an idempotency key. */
export interface StoredReply {
  id: string;
  createdMs: number;
  request: string;
  status: number;
  body: string;
}

export interface StripeEvent {
  id: string;
  created: number;
  type: string;
  object: unknown;
  idempotencyKey: string | null;
  attempts: number;
  delivered: boolean;
  lastAnswer: string;
  /** When to try next, in epoch milliseconds. */
  nextMs: number;
}

/** All tables of the stand-in. */
export interface StripeState {
  intents: Table<Intent>;
  charges: Table<Charge>;
  refunds: Table<StripeRefund>;
  methods: Table<Method>;
  replies: Table<StoredReply>;
  events: Table<StripeEvent>;
}

const keepRepliesMs = 24 * 3_600_000;
const keepEvents = 2_000;
/** After so many failed tries an event is not sent again. */
export const mostTries = 20;

/** The stand-in's tables in a journal; keys older than a day are forgotten, as at Stripe. */
export function openState(journal: Journal): StripeState {
  const state: StripeState = {
    intents: journal.table('intent'),
    charges: journal.table('charge'),
    refunds: journal.table('refund'),
    methods: journal.table('method'),
    replies: journal.table('reply'),
    events: journal.table('event'),
  };
  forgetOld(state);
  return state;
}

/** Drops what Stripe would no longer answer from, and delivered events beyond the last ones. */
export function forgetOld(state: StripeState): void {
  const before = Date.now() - keepRepliesMs;
  for (const reply of state.replies.all()) {
    if (reply.createdMs >= before) break;
    state.replies.drop(reply.id);
  }
  let excess = state.events.size - keepEvents;
  for (const event of state.events.all()) {
    if (excess-- <= 0) break;
    if (event.delivered || event.attempts >= mostTries) state.events.drop(event.id);
  }
}

/** A new id of Stripe's form, such as pi_3N…; ids sort by the time they were made. */
export function newStripeId(prefix: string): string {
  return `${prefix}_${Date.now().toString(36)}${randomBytes(12).toString('hex')}`;
}

/** Now in Unix seconds. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);
