import { availableParallelism } from 'node:os';
import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import type { Limits } from '@sippy/kit/limits';
import { openPrisma } from '@sippy/kit/prisma';
import type { ServiceHost } from '@sippy/kit/service';
import { PrismaClient } from '../gen/prisma/client.ts';
import type { AuthConfig } from './config.ts';
import { type Cafes, cafesPeer } from './peers/cafes.ts';
import { type Issuer, openIssuer } from './secrets/access-token.ts';
import { type RefreshCookies, refreshCookies } from './secrets/cookie.ts';
import { type Hasher, openHasher } from './secrets/hasher.ts';
import { readSigningKeys, type SigningKeys } from './secrets/signing-keys.ts';

/** What the handlers of the auth service work with. */
export interface AuthContext {
  db: Database;
  prisma: PrismaClient;
  clock: Clock;
  limits: Limits;
  keys: SigningKeys;
  issue: Issuer;
  /** Passwords and PINs have a hasher each, so that a flood of logins keeps nobody from a till. */
  passwords: Hasher;
  pins: Hasher;
  cookies: RefreshCookies;
  cafes: Cafes;
}

/** Builds the context from what the host gives. */
export async function authContext(host: ServiceHost<AuthConfig>): Promise<AuthContext> {
  const { config, db, clock, limits } = host;
  const keys = await readSigningKeys('AUTH_SIGNING_KEYS_FILE', config.AUTH_SIGNING_KEYS_FILE);
  // Sales run on the cores that are left.
  const running = Math.max(1, Math.floor(availableParallelism() / 4));
  return {
    db,
    prisma: openPrisma(PrismaClient, db),
    clock,
    limits,
    keys,
    issue: openIssuer(keys, clock),
    passwords: await openHasher({ running, waiting: 100 }),
    pins: await openHasher({ running, waiting: 100 }),
    cookies: refreshCookies(config.PUBLIC_URL),
    cafes: cafesPeer(host),
  };
}
