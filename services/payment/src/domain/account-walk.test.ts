import { Refusal } from '@sippy/kit/refusal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, card, cash, moment, nextId, orderOf, seen } from '../../test/accounts.ts';
import { type Account, type Change, refundable, tally } from './account.ts';
import { type Observation, observe } from './card.ts';
import { dropStep, loseSight } from './card-step.ts';
import { deadlines } from './deadlines.ts';
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
