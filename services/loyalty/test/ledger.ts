/** The ledger by itself, on a database of its own: events are handed to the real consumers, in whatever order a test likes. */

import { metrics } from '@opentelemetry/api';
import { type Database, openDatabase } from '@sippy/kit/db';
import { columnTypes } from '@sippy/kit/db-types';
import type { Consumer, Event, EventLog } from '@sippy/kit/events';
import { newId } from '@sippy/kit/ids';
import { serviceScope } from '@sippy/kit/scope';
import type { ServiceHost } from '@sippy/kit/service';
import { makeTestDatabase, testCall } from '@sippy/kit/testing';
import { StaffCreated } from '@sippy/proto/auth/v1/auth_event';
import { CustomerMerged } from '@sippy/proto/customer/v1/customer_event';
import { Event as EventMessage } from '@sippy/proto/event/v1/event';
import { OrderChannel } from '@sippy/proto/order/v1/order';
import { ChangeKind, OrderCreated, OrderUpdated } from '@sippy/proto/order/v1/order_event';
import { OrderStanding, Tender } from '@sippy/proto/payment/v1/payment';
import { PaymentCompleted, PaymentRefunded } from '@sippy/proto/payment/v1/payment_event';
import { Network } from '@sippy/proto/settlement/v1/network';
import { NetworkChanged } from '@sippy/proto/settlement/v1/settlement_event';
import pg from 'pg';
import { draftEvent } from '../../kit/src/events/event-draft.ts';
import { type LoyaltyContext, loyaltyContext } from '../src/context.ts';
import type { Rules } from '../src/domain/programme.ts';
import { onCustomer } from '../src/events/on-customer.ts';
import { onNetwork } from '../src/events/on-network.ts';
import { onOrder } from '../src/events/on-order.ts';
import { onPayment } from '../src/events/on-payment.ts';
import { onStaff } from '../src/events/on-staff.ts';
import { addProgramme } from '../src/store/programmes.ts';

/** A café of the network. */
export interface LedgerCafe {
  cafeId: string;
  organisationId: string;
  zone: string;
}

/** The ledger of one network. */
export interface Ledger {
  ctx: LoyaltyContext;
  db: Database;
  /** Past row-level security. */
  owner: pg.Pool;
  networkId: string;
  cafes: readonly LedgerCafe[];
  /** What the clock shows. */
  clock: { time: Date };
  /** Applies an event in a transaction of its own, as often as it is asked to. */
  hear(...events: Event[]): Promise<void>;
  close(): Promise<void>;
}

/** One point for each 10 minor units, for a month. */
export const plainRules: Rules = {
  baseRules: [{ name: 'Points', perAmount: { points: 1, minor: 10, categoryIds: [] } }],
  bonusRules: [],
  redeem: { minPoints: 1, maxShareBps: 0, closedCafeIds: [], holdMinutes: 15 },
  expireMonths: 1,
};

const START = new Date('2026-01-10T12:00:00Z');
const migrations = new URL('../prisma/migrations/', import.meta.url);

/** Opens a ledger with a network of cafés in these zones, each of an owner of its own. */
export async function openLedger(zones: readonly string[], rules = plainRules): Promise<Ledger> {
  const test = await makeTestDatabase('loyalty', migrations);
  const ledger = await ledgerIn(test, zones, rules);
  return {
    ...ledger,
    async close() {
      await ledger.close();
      await test.drop();
    },
  };
}

/** The same in a database that is there and empty. */
export async function ledgerIn(
  urls: { url: string; ownerUrl: string },
  zones: readonly string[],
  rules = plainRules,
): Promise<Ledger> {
  const db = openDatabase({ url: urls.url, service: 'loyalty' });
  const owner = new pg.Pool({ connectionString: urls.ownerUrl, types: columnTypes, max: 1 });
  const clock = { time: START };
  const draft: EventLog['draft'] = (call, event) => draftEvent('loyalty', call, event);
  const host = {
    ...{ db, events: { draft }, clock: { now: () => clock.time }, meter: metrics.getMeter('test') },
    log: { error: () => undefined },
    peer: () => ({}),
  };
  const ctx = loyaltyContext(host as unknown as ServiceHost);
  const consumers: Consumer[] = [onOrder(ctx), onPayment(ctx), onNetwork(ctx), onStaff(ctx), onCustomer(ctx)];
  const hear = async (...events: Event[]) => {
    for (const consumer of consumers) {
      const mine = events.filter(({ type }) => consumer.types.includes(type));
      if (mine.length > 0) await db.transaction(serviceScope, (tx) => consumer.apply(tx, mine));
    }
  };
  const networkId = newId();
  const organisationId = newId();
  const cafes = zones.map((zone) => ({ cafeId: newId(), organisationId: newId(), zone }));
  await hear(networkChanged(networkId, organisationId, cafes));
  const key = {
    bucket: '0001-01-01',
    caller: 'test',
    method: 'test',
    requestId: newId(),
    hash: Buffer.of(1),
  };
  const actor = testCall().actor;
  const startTime = new Date(0);
  await addProgramme(db, key, { network: { networkId, organisationId }, rules, startTime, actor }, START);
  return {
    ...{ ctx, db, owner, networkId, cafes, clock, hear },
    async close() {
      await Promise.all([db.close(), owner.end()]);
    },
  };
}

function event(type: string, cafe: Partial<LedgerCafe>, payload: Uint8Array): Event {
  const aggregate = { type: 'test', id: newId(), version: 1n };
  const { cafeId, organisationId } = cafe;
  const draft = draftEvent('test', undefined, { type, aggregate, cafeId, organisationId, payload });
  return EventMessage.decode(draft.envelope);
}

function networkChanged(networkId: string, organisationId: string, cafes: readonly LedgerCafe[]): Event {
  const network = Network.fromPartial({
    ...{ networkId, name: 'Network', currencyCode: 'USD', timeZone: 'UTC', version: 1n },
    administratorOrganisationId: organisationId,
    cafes: cafes.map(({ zone: timeZone, ...cafe }) => ({ ...cafe, timeZone, joinDay: '2020-01-01' })),
    pointValues: [{ version: 1, minorPerThousand: 1000n, startTime: new Date(0) }],
  });
  return event('network.changed', {}, NetworkChanged.encode({ network }).finish());
}

/** An order as an event tells it; `version` 1 is its placing. */
export interface ToldOrder {
  orderId: string;
  cafe: LedgerCafe;
  customerId: string;
  version: number;
  /** Of its one line, in minor units. */
  cents: number;
  /** Who placed it at the counter; left out of one that was given online. */
  placedById?: string;
}

/** order.created or order.updated */
export function orderEvent({ orderId, cafe, customerId, version, cents, placedById }: ToldOrder): Event {
  const money = { currencyCode: 'USD', minor: BigInt(cents) };
  const { cafeId, organisationId } = cafe;
  const order = {
    ...{ orderId, cafeId, organisationId, customerId, version: BigInt(version), totals: { total: money } },
    ...(placedById ? { placedById, channel: OrderChannel.COUNTER } : {}),
    lines: [{ lineId: newId(), productId: newId(), categoryId: newId(), quantity: 1, netAmount: money }],
  };
  if (version === 1)
    return event('order.created', cafe, OrderCreated.encode(OrderCreated.fromPartial({ order })).finish());
  const changes = [{ kind: ChangeKind.LINE_PRICE }];
  return event(
    'order.updated',
    cafe,
    OrderUpdated.encode(OrderUpdated.fromPartial({ order, changes })).finish(),
  );
}

/** How an order is paid, as an event tells it. */
export interface ToldPayment {
  orderId: string;
  paymentId: string;
  cafe: LedgerCafe;
  customerId: string;
  version: number;
  paid: number;
  refunded: number;
  time: Date;
  day: string;
}

/** payment.completed where nothing was given back yet, else payment.refunded. */
export function paymentEvent(told: ToldPayment): Event {
  const { orderId, paymentId, cafe, customerId, version, paid, refunded, time, day } = told;
  const standing = OrderStanding.fromPartial({
    ...{ orderId, version: BigInt(version), paidTotal: BigInt(paid), refundedTotal: BigInt(refunded) },
    ...{ fullyPaid: true, currencyCode: 'USD' },
  });
  if (version === 1) {
    const payment = { paymentId, orderId, standing, customerId, paymentTime: time, businessDay: day };
    return event(
      'payment.completed',
      cafe,
      PaymentCompleted.encode(PaymentCompleted.fromPartial(payment)).finish(),
    );
  }
  const refund = { paymentId, orderId, refundId: newId(), standing };
  return event(
    'payment.refunded',
    cafe,
    PaymentRefunded.encode(PaymentRefunded.fromPartial(refund)).finish(),
  );
}

/** payment.refunded of a payment with points, of which so much has been given back in all. */
export function pointsRefundEvent(
  { orderId, paymentId, cafe }: Pick<ToldPayment, 'orderId' | 'paymentId' | 'cafe'>,
  refunded: number,
  of: number,
): Event {
  const refund = {
    ...{ paymentId, orderId, refundId: newId(), tender: Tender.POINTS },
    ...{ paymentRefunded: BigInt(refunded), paymentTotal: BigInt(of) },
    standing: OrderStanding.fromPartial({ orderId, currencyCode: 'USD' }),
  };
  return event(
    'payment.refunded',
    cafe,
    PaymentRefunded.encode(PaymentRefunded.fromPartial(refund)).finish(),
  );
}

/** customer.merged of two customers of a café's owner. */
export function mergeEvent(
  { organisationId }: LedgerCafe,
  customerId: string,
  mergedCustomerId: string,
): Event {
  const merged = { organisationId, customerId, mergedCustomerId };
  return event('customer.merged', {}, CustomerMerged.encode(CustomerMerged.fromPartial(merged)).finish());
}

/** staff.created of somebody with an account. */
export function staffEvent(staffId: string, userId: string): Event {
  return event(
    'staff.created',
    {},
    StaffCreated.encode(StaffCreated.fromPartial({ staffId, userId })).finish(),
  );
}
