import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import type { Limits } from '@sippy/kit/limits';
import type { ServiceHost } from '@sippy/kit/service';
import { type Cafes, cafesPeer } from './peers/cafes.ts';
import { type Members, membersPeer } from './peers/members.ts';

/** What the handlers of the settlement service work with. */
export interface SettlementContext {
  db: Database;
  clock: Clock;
  limits: Limits;
  cafes: Cafes;
  members: Members;
}

/** Builds the context from what the host gives. */
export function settlementContext(host: ServiceHost): SettlementContext {
  const { db, clock, limits } = host;
  return { db, clock, limits, cafes: cafesPeer(host), members: membersPeer(host) };
}
