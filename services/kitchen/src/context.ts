import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import type { EventLog } from '@sippy/kit/events';
import type { ServiceHost } from '@sippy/kit/service';

/** What the handlers of the kitchen service work with. */
export interface KitchenContext {
  db: Database;
  events: EventLog;
  clock: Clock;
}

/** Builds the context from what the host gives. */
export function kitchenContext({ db, events, clock }: ServiceHost): KitchenContext {
  return { db, events, clock };
}
