import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import type { EventLog } from '@sippy/kit/events';
import type { Limits } from '@sippy/kit/limits';
import { openPrisma } from '@sippy/kit/prisma';
import type { ServiceHost } from '@sippy/kit/service';
import { PrismaClient } from '../gen/prisma/client.ts';
import { accountsPeer, type ProveUser, proofPeer, type ReadAccount } from './peers/accounts.ts';
import { type Holder, holdersPeer } from './peers/holders.ts';
import { type NetworkOf, networksPeer } from './peers/networks.ts';
import { type HasCafes, organisationsPeer } from './peers/organisations.ts';

/** What the handlers of the customer service work with. */
export interface CustomerContext {
  db: Database;
  prisma: PrismaClient;
  clock: Clock;
  limits: Limits;
  events: EventLog;
  readAccount: ReadAccount;
  hasCafes: HasCafes;
  networkOf: NetworkOf;
  proveUser: ProveUser;
  /** The other services that keep something of people. */
  holders: readonly Holder[];
  log: ServiceHost['log'];
}

/** Builds the context from what the host gives. */
export function customerContext(host: ServiceHost): CustomerContext {
  return {
    db: host.db,
    prisma: openPrisma(PrismaClient, host.db),
    clock: host.clock,
    limits: host.limits,
    events: host.events,
    readAccount: accountsPeer(host),
    hasCafes: organisationsPeer(host),
    networkOf: networksPeer(host),
    proveUser: proofPeer(host),
    holders: holdersPeer(host),
    log: host.log,
  };
}
