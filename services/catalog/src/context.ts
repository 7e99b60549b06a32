import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import { prismaOptions, scopedPrisma } from '@sippy/kit/prisma';
import type { ServiceHost } from '@sippy/kit/service';
import { PrismaClient } from '../gen/prisma/client.ts';
import { type Menus, menusOf } from './menus.ts';
import { cafesOf } from './peers/cafes.ts';
import { type Things, thingsOf } from './store/read-things.ts';

/** What the handlers of the catalog service work with. */
export interface CatalogContext {
  db: Database;
  prisma: PrismaClient;
  clock: Clock;
  things: Things;
  menus: Menus;
}

/** Builds the context from what the host gives. */
export function catalogContext(host: ServiceHost): CatalogContext {
  const prisma = scopedPrisma(new PrismaClient(prismaOptions(host.db)));
  return {
    db: host.db,
    prisma,
    clock: host.clock,
    things: thingsOf(prisma),
    menus: menusOf(host.db, cafesOf(host)),
  };
}
