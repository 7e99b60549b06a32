import type { Database } from '@sippy/kit/db';
import { prismaOptions, scopedPrisma } from '@sippy/kit/prisma';
import { PrismaClient } from '../../gen/prisma/client.ts';

/** The Prisma client of this service's database. It sees what the scope of `withScope`, else of the call, may see. */
export type Prisma = PrismaClient;

/** Opens the Prisma client on the service's pool. */
export function openPrisma(db: Database): Prisma {
  return scopedPrisma(new PrismaClient(prismaOptions(db)));
}
