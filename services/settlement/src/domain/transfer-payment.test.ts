import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PeriodTransfer } from './period.ts';
import {
  isOverdue,
  payableByCard,
  statusOf,
  withCardPayment,
  withHold,
  withoutPayment,
  withPayment,
} from './transfer-payment.ts';

const due = new Date('2026-05-16T04:00:00Z');
const transfer: PeriodTransfer = {
  ...{ transferId: 't', debtorId: 'd', creditorId: 'c', minor: 1000n, reference: 'RF', dueDay: '2026-05-15' },
  ...{
    dueTime: due,
    debtorName: 'D',
    creditorName: 'C',
    paid: 0n,
    frozen: 0n,
    held: 0n,
    payments: [],
    version: 0n,
  },
};

/** A payment, a card that holds an amount and pays all that is held, or taking back the payment with this place. */
const step = fc.oneof(
  fc.record({ pay: fc.bigInt({ min: 1n, max: 1500n }) }),
  fc.record({ hold: fc.bigInt({ min: 1n, max: 900n }) }),
  fc.constant({ charged: true }),
  fc.record({ back: fc.integer({ min: 0, max: 6 }) }),
);

type Step = { pay: bigint } | { hold: bigint } | { charged: boolean } | { back: number };

function next(
  now: PeriodTransfer,
  one: Step,
  entry: { transferPaymentId: string; recordTime: Date },
): PeriodTransfer {
  const receivedDay = '2026-05-04';
  if ('pay' in one) return withPayment(now, { ...entry, minor: one.pay, receivedDay, bankText: '' }, 'USD');
  if ('hold' in one) return withHold(now, one.hold, 'USD');
  if ('back' in one) return withoutPayment(now, now.payments[one.back]?.transferPaymentId ?? 'none', entry);
  const paymentId = `card ${entry.transferPaymentId}`;
  return withCardPayment(now, { ...entry, minor: now.held, receivedDay, paymentId }, now.held);
}

test('whatever is paid and taken back, what is paid is the sum of it, and never more than is owed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let now = transfer;
      for (const [i, one] of steps.entries()) {
        const entry = { transferPaymentId: `p${i}`, recordTime: due };
        const before = now;
        try {
          now = next(now, one, entry);
        } catch (error) {
          expect(error).toMatchObject({ code: 'FAILED_PRECONDITION' });
          expect(now).toBe(before);
          continue;
        }
        expect(now.version).toBe(before.version + ('hold' in one ? 0n : 1n));
        expect(now.paid).toBe(now.payments.reduce((sum, payment) => sum + payment.minor, 0n));
        expect(now.paid >= 0n && now.held >= 0n && now.paid + now.held <= now.minor).toBe(true);
        const byCard = now.payments.reduce(
          (sum, { minor, paymentId }) => (paymentId ? sum + minor : sum),
          0n,
        );
        expect(payableByCard(now) >= byCard + now.held).toBe(true);
        const back = now.payments.flatMap((payment) => payment.takesBackId ?? []);
        expect(new Set(back).size).toBe(back.length);
      }
    }),
  );
});

test('a transfer is late from the end of its last day until it is paid in full', () => {
  const before = new Date(due.getTime() - 1);
  const paid = { ...transfer, paid: 1000n };
  expect([isOverdue(transfer, before), isOverdue(transfer, due), isOverdue(paid, due)]).toEqual([
    false,
    true,
    false,
  ]);
  expect(isOverdue({ ...transfer, dueTime: null }, due)).toBe(false);
  expect([0n, 1n, 999n, 1000n].map((part) => statusOf({ minor: 1000n, paid: part }))).toEqual([
    'OPEN',
    'PARTLY_PAID',
    'PARTLY_PAID',
    'PAID',
  ]);
});
