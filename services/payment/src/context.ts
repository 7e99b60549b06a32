import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import type { Limits } from '@sippy/kit/limits';
import { openPrisma } from '@sippy/kit/prisma';
import type { ServiceHost } from '@sippy/kit/service';
import { PrismaClient } from '../gen/prisma/client.ts';
import { type CardDesk, openCardDesk } from './card/desk.ts';
import type { PaymentConfig } from './config.ts';
import type { Moment } from './domain/card.ts';
import type { Deadlines } from './domain/deadlines.ts';
import { type Bills, billsPeer } from './peers/bills.ts';
import { type Cafes, cafesPeer } from './peers/cafes.ts';
import { type Orders, ordersPeer } from './peers/orders.ts';
import { type PointsDesk, pointsDesk } from './peers/points.ts';
import { type Accounts, openAccounts } from './store/accounts.ts';

/** What the handlers of the payment service work with. */
export interface PaymentContext {
  db: Database;
  prisma: PrismaClient;
  clock: Clock;
  orders: Orders;
  bills: Bills;
  cafes: Cafes;
  accounts: Accounts;
  /** Stripe; undefined where no key is set: then there is cash only. */
  desk: CardDesk | undefined;
  /** Points of the loyalty service. */
  points: PointsDesk;
  limits: Deadlines;
  /** How often something may be done. */
  rates: Limits;
  /** Codes on guests' receipts follow from it; undefined where there are none. */
  claimSecret: string | undefined;
  /** There is a mail server. */
  sendsMail: boolean;
  /** Pause between two rounds of the reconciliation. */
  reconcileMs: number;
  /** Counts a payment or refund that came to an end, or could not be settled yet. */
  count(what: string, tender: string): void;
  /** Says something went wrong that a person should look at; ids and codes only. */
  warn(message: string, detail: Record<string, unknown>): void;
  /** What a pure function must be told of here and now. */
  moment(): Moment;
}

/** Builds the context from what the host gives. */
export function paymentContext(host: ServiceHost<PaymentConfig>): PaymentContext {
  const { config } = host;
  const counter = host.meter.createCounter('sippy_payments', {
    description: 'Payments and refunds by outcome and tender',
  });
  const limits: Deadlines = {
    stepMs: config.PAYMENT_STEP_SECONDS * 1_000,
    chargeMs: config.PAYMENT_CHARGE_SECONDS * 1_000,
    actionMs: config.PAYMENT_ACTION_MINUTES * 60_000,
  };
  return {
    db: host.db,
    prisma: openPrisma(PrismaClient, host.db),
    clock: host.clock,
    orders: ordersPeer(host),
    bills: billsPeer(host),
    cafes: cafesPeer(host),
    accounts: openAccounts(host.db, host.events),
    desk: openCardDesk(config, (name, options) => host.breaker(name, options), host.log),
    points: pointsDesk(host),
    limits,
    rates: host.limits,
    claimSecret: config.CLAIM_SECRET,
    sendsMail: config.SMTP_URL !== undefined,
    reconcileMs: config.PAYMENT_RECONCILE_MS,
    count: (what, tender) => counter.add(1, { what, tender }),
    warn: (message, detail) => host.log.warn(detail, message),
    moment: () => ({ at: host.clock.now(), limits, freshId: newId() }),
  };
}
