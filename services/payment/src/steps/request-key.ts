/** The key of a request in the row of money that it makes: unlike the kit's, it is kept for ever. */
import { hash } from 'node:crypto';
import { type OnceKey, requestIdReused } from '@sippy/kit/once';

/** Who sent a request, with what and which, in 16 bytes: what the row that it makes is found by, for ever. */
export function requestKeyOf(key: OnceKey): string {
  const digest = hash('sha256', `${key.caller}\n${key.method}\n${key.requestId}`, 'hex');
  const parts = [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20)];
  return `${parts.join('-')}-${digest.slice(20, 32)}`;
}

/** Refuses a request whose key belongs to another one. */
export function assertSameRequest(key: OnceKey, hash: Uint8Array): void {
  if (Buffer.compare(key.hash, hash) !== 0) throw requestIdReused();
}
