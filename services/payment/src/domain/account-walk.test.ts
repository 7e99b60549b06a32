import { Refusal } from '@sippy/kit/refusal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, card, cash, deadlines, moment, nextId, orderOf, seen } from '../../test/accounts.ts';
import { type Account, type Change, refundable, tally } from './account.ts';
import { beginCapture } from './capture.ts';
import { type Observation, observe } from './card.ts';
import { dropStep, loseSight } from './card-step.ts';
import { newAccount, type OrderToPay } from './pay.ts';
import { isFinal } from './payment-state.ts';
import { beginRefund, settleRefund } from './refund.ts';

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
      refundTime: at,
      lines: [],
    };
    return beginRefund(account, payment, {
      ...made,
      refundId: `r ${nextId()}`,
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

test('whatever becomes of the order, a capture never takes more than is open of it then', () => {
  const act = fc.record({
    what: fc.constantFrom(
      'cash',
      'card',
      'authorized',
      'authorized',
      'capture',
      'capture',
      'reprice',
      'finish',
    ),
    n: fc.nat(3),
    amount: fc.bigInt(1n, 400n),
  });
  /** What was taken, with what is being captured. */
  const committed = (account: Account) =>
    account.payments.reduce(
      (sum, p) => sum + (p.step_amount ?? (p.status === 'CAPTURED' ? p.amount : 0n)),
      0n,
    );
  let captured = 0;
  const next = (account: Account, order: OrderToPay, one: Act): Account => {
    const payment = account.payments[one.n % Math.max(account.payments.length, 1)];
    if (!['capture', 'finish'].includes(one.what)) return play(account, order, one)?.account ?? account;
    if (!payment) return account;
    if (one.what === 'finish') {
      const taken = seen('taken', (payment.step_amount ?? 0n) + payment.tip);
      if (payment.step !== 'CAPTURE') return account;
      return observe(account, payment, taken, 'CAPTURE', moment())?.account ?? account;
    }
    const asked = one.n % 2 ? one.amount : undefined;
    const begun = beginCapture(account, payment, order, asked, at, deadlines).account;
    expect(committed(begun) <= order.total).toBe(true);
    captured += 1;
    return begun;
  };
  fc.assert(
    fc.property(
      fc.bigInt(1n, 1000n),
      fc.array(act, { minLength: 20, maxLength: 60, size: 'max' }),
      (total, script) => {
        let order = orderOf(total);
        let account = newAccount(order, at);
        for (const one of script) {
          if (one.what === 'reprice') order = orderOf(one.amount, order.version + 1n);
          else
            try {
              const before = committed(account);
              account = next(account, order, one);
              if (one.what === 'finish') expect(committed(account)).toBe(before);
            } catch (error) {
              if (!(error instanceof Refusal)) throw error;
            }
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(captured).toBeGreaterThan(50);
});
