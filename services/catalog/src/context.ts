import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import { openPrisma } from '@sippy/kit/prisma';
import type { ServiceHost } from '@sippy/kit/service';
import { PrismaClient } from '../gen/prisma/client.ts';
import { cafesPeer } from './peers/cafes.ts';
import { type Menus, menusOf } from './steps/menus.ts';
import { type Entries, entriesOf } from './store/read-entries.ts';

/** What the handlers of the catalog service work with. */
export interface CatalogContext {
  db: Database;
  prisma: PrismaClient;
  clock: Clock;
  entries: Entries;
  menus: Menus;
}

/** Builds the context from what the host gives. */
export function catalogContext(host: ServiceHost): CatalogContext {
  const prisma = openPrisma(PrismaClient, host.db);
  return {
    db: host.db,
    prisma,
    clock: host.clock,
    entries: entriesOf(prisma),
    menus: menusOf(host.db, cafesPeer(host)),
  };
}
