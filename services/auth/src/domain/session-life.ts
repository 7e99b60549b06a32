import type { NameOf } from '@sippy/kit/enum-names';
import type { SessionKind } from '@sippy/proto/auth/v1/auth';

/** Whose session it is. */
export type SessionKindName = NameOf<typeof SessionKind>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long a session lives without a refresh, and at most, in milliseconds. */
const sessionLives: Readonly<Record<SessionKindName, { idleMs: number; atMostMs: number }>> = {
  USER: { idleMs: 30 * DAY, atMostMs: 180 * DAY },
  STAFF: { idleMs: 12 * HOUR, atMostMs: 18 * HOUR },
  DEVICE: { idleMs: 60 * DAY, atMostMs: 3650 * DAY },
};

/** How long an access token works, in milliseconds. */
export const ACCESS_TOKEN_LIFE_MS = 15 * 60_000;

/** How long after its first use a refresh token may be used again, for two tabs that refresh at once. */
export const REFRESH_GRACE_MS = 30_000;

/** When a session that is used now expires, if it ends at `ends` at the latest. */
export function expiryOf(kind: SessionKindName, now: Date, ends: Date): Date {
  return new Date(Math.min(now.getTime() + sessionLives[kind].idleMs, ends.getTime()));
}

/** When a session that begins now ends at the latest. */
export function endOf(kind: SessionKindName, now: Date): Date {
  return new Date(now.getTime() + sessionLives[kind].atMostMs);
}
