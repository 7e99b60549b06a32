/** Orders and payments for tests of the pure functions. */
import type { Account } from '../src/domain/account.ts';
import type { Observation } from '../src/domain/card.ts';
import type { Deadlines } from '../src/domain/deadlines.ts';
import { beginCard, type NewPayment, type OrderToPay, payCash } from '../src/domain/pay.ts';

/** When everything in these tests happens. */
export const at = new Date('2026-03-02T10:00:00Z');

/** An order of this total. */
export const orderOf = (total: bigint, version = 1n): OrderToPay => ({
  orderId: '01954f00-0000-7000-8000-000000000001',
  organisationId: '01954f00-0000-7000-8000-000000000002',
  cafeId: '01954f00-0000-7000-8000-000000000003',
  customerId: null,
  version,
  total,
  currency: 'EUR',
  number: 'A17',
  businessDay: '2026-03-02',
});

let ids = 0;

/** A number that was not given before. */
export const nextId = () => ++ids;

const newPayment = (amount: bigint | undefined, tip = 0n): NewPayment => ({
  paymentId: `payment ${++ids}`,
  requestKey: `key ${ids}`,
  requestHash: new Uint8Array(),
  actorKind: 'staff',
  actorId: 'x',
  amount,
  tip,
  paymentTime: at,
  now: at,
});

/** Pays in cash. */
export const cash = (account: Account, order: OrderToPay, amount?: bigint, more = {}) =>
  payCash(account, order, { ...newPayment(amount), coin: 1n, tendered: undefined, ...more });

/** Begins a card payment. */
export const card = (account: Account, order: OrderToPay, amount?: bigint, tip = 0n) =>
  beginCard(account, order, {
    ...newPayment(amount, tip),
    capture: 'MANUAL',
    methodId: 'pm_card_visa',
    returnUrl: null,
    confirm: true,
    stepMs: 1000,
  });

/** A PaymentIntent that stands so. */
export const seen = (state: Observation['state'], received = 0n): Observation => ({
  stripeId: 'pi_1',
  clientSecret: 'secret',
  state,
  received,
  failure: state === 'declined' ? { code: 'card_declined', declineCode: null, message: 'No.' } : null,
  nextAction: null,
  card: null,
});

/** Here and now. */
export const deadlines: Deadlines = { stepMs: 12_000, chargeMs: 60_000, actionMs: 15 * 60_000 };

export const moment = () => ({ at, limits: deadlines, freshId: `fresh ${++ids}` });
