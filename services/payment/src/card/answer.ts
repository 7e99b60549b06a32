/** The ends that a call to Stripe, or to loyalty, can have. */
import { Refusal } from '@sippy/kit/refusal';
import type { Failure } from '../domain/card.ts';
import { stripePackage } from './stripe-package.ts';

/** What became of a call. */
export type Answer<T> =
  | { kind: 'done'; value: T }
  /** The other side said no, and nothing has changed there; with its own words where the caller is to hear these. */
  | { kind: 'refused'; failure: Failure; param: string; refusal?: Refusal }
  /** It never reached Stripe, or was turned away at the door. */
  | { kind: 'unsent'; retryAfterMs: number; isOff?: boolean }
  /** The idempotency key was used before with other parameters. */
  | { kind: 'key_used' }
  /** It may or may not have happened. */
  | { kind: 'lost' };

const UNSENT_CODES = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The end that an error means. Whatever is not certain is lost. */
export function endOf(error: unknown): Exclude<Answer<never>, { kind: 'done' }> {
  if (error instanceof Refusal) return { kind: 'unsent', retryAfterMs: error.retryAfterMs ?? 2_000 };
  const { StripeConnectionError, StripeError, StripeIdempotencyError } = stripePackage().errors;
  if (error instanceof StripeConnectionError) {
    const code = (error.detail as { code?: string } | undefined)?.code ?? '';
    return UNSENT_CODES.has(code) ? { kind: 'unsent', retryAfterMs: 5_000 } : { kind: 'lost' };
  }
  if (!(error instanceof StripeError)) throw error;
  const status = error.statusCode ?? 0;
  if (status === 429) return { kind: 'unsent', retryAfterMs: 2_000 };
  if (error instanceof StripeIdempotencyError && status === 400) return { kind: 'key_used' };
  if (status < 400 || status >= 500 || status === 409) return { kind: 'lost' };
  if (status === 401 || status === 403) return { kind: 'unsent', retryAfterMs: 60_000, isOff: true };
  const failure = {
    code: error.code ?? 'invalid_request',
    declineCode: error.decline_code ?? null,
    message: error.message,
  };
  return { kind: 'refused', failure, param: error.param ?? '' };
}

/** Whether Stripe could not be reached. */
export function isAway(error: unknown): boolean {
  return error instanceof stripePackage().errors.StripeConnectionError;
}
