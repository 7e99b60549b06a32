import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import { openPrisma } from '@sippy/kit/prisma';
import type { ServiceHost } from '@sippy/kit/service';
import { PrismaClient } from '../gen/prisma/client.ts';
import { type Owners, ownersPeer } from './peers/owners.ts';

/** What the handlers of the café service work with. */
export interface CafeContext {
  db: Database;
  prisma: PrismaClient;
  clock: Clock;
  owners: Owners;
}

/** Builds the context from what the host gives. */
export function cafeContext(host: ServiceHost): CafeContext {
  return {
    db: host.db,
    prisma: openPrisma(PrismaClient, host.db),
    clock: host.clock,
    owners: ownersPeer(host),
  };
}
