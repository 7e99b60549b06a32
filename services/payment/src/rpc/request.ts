/** What several RPCs read from a request in the same way. */
import { createHash } from 'node:crypto';
import type { Call } from '@sippy/kit/call';
import type { OnceKey } from '@sippy/kit/once';
import { currencyMismatch, invalidField, refuse, staleVersion } from '@sippy/kit/refusal';
import type { Money } from '@sippy/proto/type/v1/money';
import { timeOutOfRange } from '../domain/refusals.ts';
import type { ReadOrder } from '../peers/orders.ts';

/** The minor units of an amount in the request, in the order's currency and at least `least`. */
export function minorOf(
  field: string,
  money: Money | undefined,
  currency: string,
  least: bigint,
): bigint | undefined {
  if (!money) return undefined;
  if (money.currencyCode !== currency) throw currencyMismatch(field, currency, money.currencyCode);
  if (money.minor < least) throw invalidField(field, `must be at least ${least} minor units`);
  return money.minor;
}

/** Who sent a request, with what and which, in 16 bytes: what the row that it makes is found by, for ever. */
export function requestKeyOf(key: OnceKey): string {
  const digest = createHash('sha256').update(`${key.caller}\n${key.method}\n${key.requestId}`).digest('hex');
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Refuses a request whose key belongs to another one. */
export function assertSameRequest(key: OnceKey, hash: Uint8Array): void {
  if (Buffer.compare(key.hash, hash) === 0) return;
  throw refuse(
    'INVALID_ARGUMENT',
    'REQUEST_ID_REUSED',
    'This request_id belongs to another request. Send a new one.',
    { domain: 'sippy', fields: [{ field: 'request_id', description: 'was used with another request' }] },
  );
}

/** Refuses when the customer was shown another version of the order than it has now. */
export function assertShown(order: ReadOrder, shown: bigint): void {
  if (shown !== 0n && shown !== order.version) throw staleVersion('order', order.version);
}

const clockSkewMs = 2 * 60_000;

/** The time of the sale: now, or an earlier one by who may backdate, not before the order was taken. */
export function paymentTimeOf(call: Call, order: ReadOrder, wanted: Date | undefined, now: Date): Date {
  if (!wanted) return now;
  call.authoriseCafe(order.cafeId, 'order.backdate');
  if (Number.isNaN(wanted.getTime())) throw timeOutOfRange('is not a time');
  if (wanted.getTime() > now.getTime() + clockSkewMs) throw timeOutOfRange('lies in the future');
  if (wanted < order.takenTime) throw timeOutOfRange('is earlier than the order');
  return wanted;
}
