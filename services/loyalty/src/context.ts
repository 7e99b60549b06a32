import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import { isDatabaseAway } from '@sippy/kit/db-errors';
import type { EventLog } from '@sippy/kit/events';
import { newId } from '@sippy/kit/ids';
import type { Limits } from '@sippy/kit/limits';
import type { ServiceHost } from '@sippy/kit/service';
import type { Moment, NewSet } from './domain/posting.ts';
import { movedPoints } from './messages/facts.ts';
import { type Customers, customersPeer } from './peers/customers.ts';
import { type OrderVouchers, orderVouchersPeer } from './peers/order-vouchers.ts';
import { type Orders, ordersPeer } from './peers/orders.ts';
import { type Payments, paymentsPeer } from './peers/payments.ts';

/** What the handlers of the loyalty service work with. */
export interface LoyaltyContext {
  db: Database;
  events: EventLog;
  clock: Clock;
  customers: Customers;
  orders: Orders;
  orderVouchers: OrderVouchers;
  payments: Payments;
  /** How often something may be done. */
  limits: Limits;
  /** Counts what was posted: sets and points by kind. */
  count(sets: readonly NewSet[]): void;
  /** Logs and counts that a job could not do one thing of many; throws where nothing can be done, such as without the database. */
  failed(job: string, subject: string, error: unknown): void;
  /** What a pure function must be told of here and now. */
  moment(): Moment;
}

/** Builds the context from what the host gives. */
export function loyaltyContext(host: ServiceHost): LoyaltyContext {
  const sets = host.meter.createCounter('sippy_points_sets', { description: 'Entry sets by kind' });
  const points = host.meter.createCounter('sippy_points', { description: 'Points that moved, by kind' });
  const failures = host.meter.createCounter('sippy_points_job_failures', {
    description: 'Members and vouchers that a job could not look after, by job',
  });
  return {
    db: host.db,
    events: host.events,
    clock: host.clock,
    customers: customersPeer(host),
    orders: ordersPeer(host),
    orderVouchers: orderVouchersPeer(host),
    payments: paymentsPeer(host),
    limits: host.limits,
    count(posted) {
      for (const set of posted) {
        sets.add(1, { kind: set.kind });
        points.add(movedPoints(set), { kind: set.kind });
      }
    },
    failed(job, subject, error) {
      if (isDatabaseAway(error)) throw error;
      failures.add(1, { job });
      host.log.error({ err: error, job, subject }, 'one of many could not be done');
    },
    moment: () => ({ now: host.clock.now(), newId }),
  };
}
