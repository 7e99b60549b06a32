import type { Call } from '@sippy/kit/call';
import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { prismaOptions, scopedPrisma } from '@sippy/kit/prisma';
import type { ServiceHost } from '@sippy/kit/service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { PrismaClient } from '../gen/prisma/client.ts';
import { type CardDesk, openCardDesk } from './card/desk.ts';
import type { PaymentConfig } from './config.ts';
import type { Moment } from './domain/card.ts';
import type { Deadlines } from './domain/deadlines.ts';
import { type Cafes, openCafes } from './peers/cafes.ts';
import { type Orders, openOrders } from './peers/orders.ts';
import { type Accounts, openAccounts } from './store/accounts.ts';

/** What the handlers of the payment service work with. */
export interface PaymentContext {
  db: Database;
  prisma: PrismaClient;
  clock: Clock;
  orders: Orders;
  cafes: Cafes;
  accounts: Accounts;
  /** Stripe; undefined where no key is set: then there is cash only. */
  desk: CardDesk | undefined;
  limits: Deadlines;
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
    prisma: scopedPrisma(new PrismaClient(prismaOptions(host.db))),
    clock: host.clock,
    orders: openOrders(host.peer(OrderServiceDefinition)),
    cafes: openCafes(host.peer(CafeServiceDefinition)),
    accounts: openAccounts(host.db, host.events),
    desk: openCardDesk(config, (name, options) => host.breaker(name, options), host.log),
    limits,
    count: (what, tender) => counter.add(1, { what, tender }),
    warn: (message, detail) => host.log.warn(detail, message),
    moment: () => ({ at: host.clock.now(), limits, freshId: newId() }),
  };
}

/** On whose account a call changes money. */
export function actorOf(call: Call): { actorKind: string; actorId: string } {
  return { actorKind: call.actor.kind, actorId: call.actor.id };
}
