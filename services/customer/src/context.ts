import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import type { EventLog } from '@sippy/kit/events';
import type { Limits } from '@sippy/kit/limits';
import type { ServiceHost } from '@sippy/kit/service';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { accountsFrom, type ReadAccount } from './peers/accounts.ts';
import { type HasCafes, organisationsFrom } from './peers/organisations.ts';
import { openPrisma, type Prisma } from './store/prisma.ts';

/** What the handlers of the customer service work with. */
export interface CustomerContext {
  db: Database;
  prisma: Prisma;
  clock: Clock;
  limits: Limits;
  events: EventLog;
  readAccount: ReadAccount;
  hasCafes: HasCafes;
}

/** Builds the context from what the host gives. */
export function customerContext(host: ServiceHost): CustomerContext {
  return {
    db: host.db,
    prisma: openPrisma(host.db),
    clock: host.clock,
    limits: host.limits,
    events: host.events,
    readAccount: accountsFrom(host.peer(AuthServiceDefinition)),
    hasCafes: organisationsFrom(host.peer(CafeServiceDefinition)),
  };
}
