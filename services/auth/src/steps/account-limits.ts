import { createHash } from 'node:crypto';
import type { Limit, Limits } from '@sippy/kit/limits';
import { tooManyRequests } from '@sippy/kit/refusal';

const MINUTE = 60_000;

/**
 * How often an account or an address on the network may try something. Trying to sign in is given back after a success,
 * so that only failures add up. Unknown accounts are counted like known ones.
 */
const accountLimits = {
  login: { max: 10, perMs: 15 * MINUTE },
  loginByIp: { max: 600, perMs: 15 * MINUTE },
  mail: { max: 5, perMs: 15 * MINUTE },
  mailByIp: { max: 300, perMs: 15 * MINUTE },
  linkByIp: { max: 300, perMs: 15 * MINUTE },
  pairByIp: { max: 120, perMs: 15 * MINUTE },
  pinByDevice: { max: 120, perMs: MINUTE },
} as const satisfies Record<string, Limit>;

/** Takes one try, or refuses with the time to wait. `who` is hashed: no address is kept in the clear. */
export async function takeTry(limits: Limits, what: keyof typeof accountLimits, who: string): Promise<void> {
  const { allowed, retryAfterMs } = await limits.take(keyOf(what, who), accountLimits[what]);
  if (!allowed) throw tooManyRequests(retryAfterMs);
}

/** Gives the tries back after a success. */
export function forgetTries(limits: Limits, what: keyof typeof accountLimits, who: string): Promise<void> {
  return limits.clear(keyOf(what, who));
}

function keyOf(what: string, who: string): string {
  return `${what}:${createHash('sha256').update(who).digest('base64url').slice(0, 22)}`;
}
