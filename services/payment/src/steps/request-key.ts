/** The key of a request in the row of money that it makes: unlike the kit's, it is kept for ever. */
import { createHash } from 'node:crypto';
import { type OnceKey, requestIdReused } from '@sippy/kit/once';

/** Who sent a request, with what and which, in 16 bytes: what the row that it makes is found by, for ever. */
export function requestKeyOf(key: OnceKey): string {
  const digest = createHash('sha256').update(`${key.caller}\n${key.method}\n${key.requestId}`).digest('hex');
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Refuses a request whose key belongs to another one. */
export function assertSameRequest(key: OnceKey, hash: Uint8Array): void {
  if (Buffer.compare(key.hash, hash) !== 0) throw requestIdReused();
}
