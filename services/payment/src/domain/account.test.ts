import { expect, test } from 'vitest';
import { at, card, cash, deadlines, moment, nextId, orderOf, seen } from '../../test/accounts.ts';
import { standingOf } from '../messages/standing.ts';
import { type Account, type Change, openAmount, paymentIn, type Refund, tally } from './account.ts';
import { observe } from './card.ts';
import { beginStep, loseSight, refuseCard } from './card-step.ts';
import { newAccount } from './pay.ts';
import { beginRefund, settleRefund } from './refund.ts';

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

test('money that came too late and went back is no refund of an order that was paid otherwise', () => {
  const order = orderOf(1000n);
  const begun = card(newAccount(order, at), order);
  const declined = observe(begun.account, begun.payment, seen('declined'), 'CREATE', moment()) as Change;
  const paid = cash(declined.account, order);
  const before = standingOf(paid.account);
  const overdue = paymentIn(paid.account, begun.payment.payment_id);
  const late = observe(paid.account, overdue, seen('taken', 1000n), null, moment()) as Change;
  const settled = { stripeId: 're_1', state: 'settled', failureCode: null } as const;
  const back = settleRefund(late.account, late.refund as Refund, settled, at) as Change;
  expect(back.facts).toEqual(['payment.refunded']);
  expect(standingOf(back.account)).toEqual({ ...before, version: back.account.version });
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
      refundId: `refund ${nextId()}`,
      requestKey: `key ${nextId()}`,
      requestHash: new Uint8Array(),
      actorKind: 'staff',
      actorId: 'x',
      amount,
      reason: 'cold',
      isAutomatic: false,
      refundTime: at,
      lines: [],
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
