import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { unavailable } from '@sippy/kit/refusal';
import pLimit from 'p-limit';

/** OWASP's parameters for argon2id: 19 MiB, two passes. About 20 ms of a core. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes secrets that people choose, off the main thread and only so many at once. */
export interface Hasher {
  hash(secret: string): Promise<string>;
  /** Whether the secret belongs to the hash. Without a hash it takes the same time and says no. */
  verify(hash: string | null | undefined, secret: string): Promise<boolean>;
}

/**
 * Makes a hasher that works on `running` secrets at once and lets at most `waiting` more wait; further ones are refused
 * with UNAVAILABLE, so that a flood of sign-ins takes neither all cores nor endless memory.
 */
export async function openHasher(limits: { running: number; waiting: number }): Promise<Hasher> {
  const turn = pLimit(limits.running);
  const takeTurn = <T>(work: () => Promise<T>): Promise<T> => {
    if (turn.activeCount + turn.pendingCount >= limits.running + limits.waiting)
      throw unavailable('sign-in', 2000);
    return turn(work);
  };
  const nobodys = await hash(randomBytes(16).toString('hex'), options);
  return {
    hash: async (secret) => takeTurn(() => hash(canonical(secret), options)),
    verify: async (known, secret) =>
      takeTurn(async () => {
        const same = await verify(known ?? nobodys, canonical(secret));
        return same && known !== null && known !== undefined;
      }),
  };
}

/** A PIN as it is hashed: bound to its owner, so that a hash is of no use in another row. */
export function pinOf(staffId: string, pin: string): string {
  return `${staffId}:${pin}`;
}

/** One secret typed on two keyboards must be the same bytes. */
function canonical(secret: string): string {
  return secret.normalize('NFKC');
}
