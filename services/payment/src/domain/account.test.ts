import { Refusal } from '@sippy/kit/refusal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Account, type Change, openAmount, paymentIn, refundable, tally } from './account.ts';
import { type Observation, observe } from './card.ts';
import { beginStep, dropStep, loseSight, refuseCard } from './card-step.ts';
import { deadlines } from './deadlines.ts';
import { beginCard, type NewPayment, newAccount, type OrderToPay, payCash } from './pay.ts';
import { isFinal } from './payment-state.ts';
import { beginRefund, settleRefund } from './refund.ts';
import { standingOf } from './standing.ts';

const at = new Date('2026-03-02T10:00:00Z');

const orderOf = (total: bigint, version = 1n): OrderToPay => ({
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

const cash = (account: Account, order: OrderToPay, amount?: bigint, more = {}) =>
  payCash(account, order, { ...newPayment(amount), coin: 1n, tendered: undefined, ...more });

const card = (account: Account, order: OrderToPay, amount?: bigint, tip = 0n) =>
  beginCard(account, order, {
    ...newPayment(amount, tip),
    capture: 'MANUAL',
    methodId: 'pm_card_visa',
    returnUrl: null,
    confirm: true,
    stepMs: 1000,
  });

const seen = (state: Observation['state'], received = 0n): Observation => ({
  stripeId: 'pi_1',
  clientSecret: 'secret',
  state,
  received,
  failure: state === 'declined' ? { code: 'card_declined', declineCode: null, message: 'No.' } : null,
  nextAction: null,
  card: null,
});

const moment = () => ({ at, limits: deadlines, freshId: `fresh ${++ids}` });

test('all that is open is paid where no amount is named, and the change is tendered less due', () => {
  const order = orderOf(475n);
  const { payment, account, facts } = cash(newAccount(order, at), order, undefined, { tendered: 2000n });
  expect(payment).toMatchObject({ status: 'CAPTURED', amount: 475n, change: 1525n, receipt_number: 'A17' });
  expect(facts).toEqual(['payment.completed']);
  expect(standingOf(account)).toMatchObject({ fullyPaid: true, paidTotal: 475n, version: 1n });
});

test('cash rounding moves what is taken, not what is paid of the order', () => {
  const order = orderOf(477n);
  const { payment, account } = cash(newAccount(order, at), order, undefined, { coin: 5n, tendered: 500n });
  expect(payment).toMatchObject({ amount: 477n, rounding: -2n, captured: 475n, change: 25n });
  expect(tally(account)).toMatchObject({ paid: 477n, received: 475n });
});

test('too little cash is refused and says what is due', () => {
  const order = orderOf(475n);
  expect(() => cash(newAccount(order, at), order, undefined, { tendered: 400n })).toThrow(
    '4.75 EUR are due, 4.00 EUR were tendered.',
  );
});

test('each later receipt of an order says which it is', () => {
  const order = orderOf(1000n);
  const first = cash(newAccount(order, at), order, 400n);
  const second = cash(first.account, order);
  expect([first.payment.receipt_number, second.payment.receipt_number]).toEqual(['A17', 'A17-2']);
  expect(() => cash(second.account, order)).toThrow('Order A17 is paid.');
});

test('a payment in flight holds its part, so that nobody else can pay it', () => {
  const order = orderOf(1000n);
  const held = card(newAccount(order, at), order);
  expect(() => cash(held.account, order)).toThrow('is still under way');
  const failed = refuseCard(held.account, held.payment, { code: 'x', declineCode: null, message: 'x' }, at);
  expect(cash(failed.account, order).payment.status).toBe('CAPTURED');
});

test('an order that has become dearer can be paid the rest', () => {
  const paid = cash(newAccount(orderOf(400n), at), orderOf(400n));
  const more = cash(paid.account, orderOf(550n, 2n));
  expect(more.payment.amount).toBe(150n);
});

test('a late picture of a payment that is over changes nothing', () => {
  const order = orderOf(1000n);
  const begun = card(newAccount(order, at), order);
  const taken = observe(begun.account, begun.payment, seen('taken', 1000n), 'CREATE', moment()) as Change;
  for (const state of [
    'waiting',
    'declined',
    'action',
    'processing',
    'authorized',
    'taken',
    'cancelled',
  ] as const)
    expect(observe(taken.account, taken.payment, seen(state, 1000n), null, moment())).toBeUndefined();
});

test('money that comes after a payment was given up is given back by itself', () => {
  const order = orderOf(1000n);
  const begun = card(newAccount(order, at), order);
  const gone = observe(begun.account, begun.payment, seen('cancelled'), 'CANCEL', moment()) as Change;
  const late = observe(gone.account, gone.payment, seen('taken', 1000n), null, moment()) as Change;
  expect(late.payment).toMatchObject({ status: 'CANCELLED', captured: 1000n, refunding: 1000n });
  expect(late.refund).toMatchObject({ is_automatic: true, status: 'PENDING', amount: 1000n });
  expect(openAmount(late.account)).toBe(1000n);
});

test('a lost outcome is UNKNOWN and keeps its part of the order, until it is known', () => {
  const order = orderOf(1000n);
  const begun = card(newAccount(order, at), order);
  const lost = loseSight(begun.account, begun.payment, at);
  expect(lost.payment).toMatchObject({ status: 'UNKNOWN', step: 'CREATE', attempts: 1 });
  expect(openAmount(lost.account)).toBe(0n);
  const found = observe(lost.account, lost.payment, seen('authorized'), 'CREATE', moment()) as Change;
  expect(found.payment).toMatchObject({ status: 'AUTHORIZED', step: null });
  expect(found.facts).toEqual(['payment.authorized']);
});

test('of two captures only the authorised amount is taken, and the rest is open again', () => {
  const order = orderOf(1000n);
  const begun = card(newAccount(order, at), order, undefined, 100n);
  const held = observe(begun.account, begun.payment, seen('authorized'), 'CREATE', moment()) as Change;
  const step = beginStep(held.account, held.payment, 'CAPTURE', { step_amount: 600n }, at, deadlines);
  const taken = observe(step.account, step.payment, seen('taken', 700n), 'CAPTURE', moment()) as Change;
  expect(taken.payment).toMatchObject({ status: 'CAPTURED', amount: 600n, tip: 100n, captured: 700n });
  expect(openAmount(taken.account)).toBe(400n);
});

test('cash refunds are rounded to the coin that was paid in, and end at what was taken', () => {
  const order = orderOf(477n);
  const paid = cash(newAccount(order, at), order, undefined, { coin: 5n });
  const give = (account: Account, amount?: bigint) =>
    beginRefund(account, paymentIn(account, paid.payment.payment_id), {
      refundId: `refund ${++ids}`,
      requestKey: `key ${ids}`,
      requestHash: new Uint8Array(),
      actorKind: 'staff',
      actorId: 'x',
      amount,
      reason: 'cold',
      isAutomatic: false,
      now: at,
      stepMs: 0,
    });
  const some = give(paid.account, 152n);
  expect(some.refund).toMatchObject({ amount: 150n, status: 'SETTLED' });
  const rest = give(some.account);
  expect(rest.refund?.amount).toBe(325n);
  expect(standingOf(rest.account)).toMatchObject({ fullyRefunded: true, refundedTotal: 475n });
  expect(() => give(rest.account, 1n)).toThrow('Only 0.00 EUR of this payment can still be refunded.');
});

/** Whatever is done to an account in whatever order, these hold. */
function assertSound(account: Account): void {
  const sum = tally(account);
  expect(sum.held + sum.paid <= account.order_total).toBe(true);
  expect(sum.authorized <= sum.held).toBe(true);
  for (const payment of account.payments) {
    const given = account.refunds.filter((r) => r.payment_id === payment.payment_id);
    const settled = given.filter((r) => r.status === 'SETTLED').reduce((n, r) => n + r.amount, 0n);
    const pending = given.filter((r) => r.status === 'PENDING').reduce((n, r) => n + r.amount, 0n);
    expect([payment.refunded, payment.refunding]).toEqual([settled, pending]);
    expect(refundable(payment) >= 0n).toBe(true);
    if (isFinal(payment.status)) expect(payment.is_authorized).toBe(false);
  }
  const receipts = account.payments.flatMap((p) => p.receipt_number ?? []);
  expect(new Set(receipts).size).toBe(receipts.length);
}

type Act = { what: string; n: number; amount: bigint };

function play(account: Account, order: OrderToPay, { what, n, amount }: Act): Change | undefined {
  const payment = account.payments[n % Math.max(account.payments.length, 1)];
  const refund = account.refunds[n % Math.max(account.refunds.length, 1)];
  if (what === 'cash') return cash(account, order, amount, { coin: 5n });
  if (what === 'card') return card(account, order, amount, amount / 10n);
  if (what === 'settle' || what === 'bounce') {
    const state = what === 'settle' ? 'settled' : 'failed';
    return refund && settleRefund(account, refund, { stripeId: 're', state, failureCode: null }, at);
  }
  if (!payment) return undefined;
  if (what === 'lose') return isFinal(payment.status) ? undefined : loseSight(account, payment, at);
  if (what === 'drop') return payment.step ? dropStep(account, payment, at, deadlines) : undefined;
  if (what === 'refund') {
    if (payment.status !== 'CAPTURED') return undefined;
    const made = {
      requestHash: new Uint8Array(),
      actorKind: 'staff',
      actorId: 'x',
      reason: 'r',
      isAutomatic: false,
    };
    return beginRefund(account, payment, {
      ...made,
      refundId: `r ${++ids}`,
      requestKey: 'k',
      amount,
      now: at,
      stepMs: 0,
    });
  }
  if (payment.tender === 'CASH') return undefined;
  const received = what === 'taken' ? payment.amount + payment.tip : 0n;
  return observe(account, payment, seen(what as Observation['state'], received), null, moment());
}

test('no order of events over-pays an order, over-refunds a payment or numbers two receipts alike', () => {
  const acts = ['cash', 'card', 'settle', 'bounce', 'lose', 'drop', 'refund'];
  const pictures = ['waiting', 'declined', 'action', 'processing', 'authorized', 'taken', 'cancelled'];
  const act = fc.record({
    what: fc.constantFrom(...acts, ...pictures),
    n: fc.nat(20),
    amount: fc.bigInt(1n, 1200n),
  });
  fc.assert(
    fc.property(fc.bigInt(1n, 1000n), fc.array(act, { maxLength: 60 }), (total, script) => {
      const order = orderOf(total);
      let account = newAccount(order, at);
      for (const one of script) {
        try {
          const next = play(account, order, one);
          if (!next) continue;
          expect(next.account.version).toBe(account.version + 1n);
          account = next.account;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
        assertSound(account);
      }
    }),
    { numRuns: 400 },
  );
});
