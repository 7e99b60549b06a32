import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CafeRules } from './cafe-rules.ts';
import type { Changed } from './change.ts';
import {
  addLines,
  changeQuantity,
  compLine,
  discountLine,
  overridePrice,
  removeLine,
  voidLine,
} from './line-edits.ts';
import { newOrder } from './new-order.ts';
import { due, kept, type Order, type Reason, type UnpricedLine } from './order.ts';
import { moves } from './order-state.ts';
import { applyProgress, applyStanding, cancel, complete, fire, fireIfCovered, moveOn } from './progress.ts';

const now = new Date('2026-03-02T15:00:00Z');
const reason: Reason = { code: 'MISTAKE', note: '' };
const rules: CafeRules = {
  cafeId: 'c',
  organisationId: 'o',
  version: 1n,
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  cutover: '04:00',
  terms: { currency: 'EUR', taxLevel: 'ORDER', taxRounding: 'HALF_EVEN' },
  fireWhenPaid: false,
  onlineLeaseMs: 900_000,
  tradingSince: now,
  taxOf: () => undefined,
};
const tax = { category: 'standard', name: 'VAT', bps: 1900, included: true };
const line = (lineId: string, price: bigint, quantity: number): UnpricedLine => ({
  lineId,
  position: 0,
  productId: 'p',
  variantId: 'v',
  categoryId: 'k',
  productName: 'Coffee',
  variantName: '',
  variantPrice: price,
  modifiers: [],
  quantity,
  compedQuantity: 0,
  voidedQuantity: 0,
  note: '',
  course: 0,
  needsPreparation: true,
  menuVersion: 1n,
  override: undefined,
  discounts: [],
  tax,
  compReason: undefined,
  voidReason: undefined,
  createTime: now,
});
const order = (more: Partial<Parameters<typeof newOrder>[0]> = {}): Order =>
  newOrder(
    {
      orderId: 'x',
      kind: 'DINE_IN',
      channel: 'COUNTER',
      fire: 'LATER',
      customerId: null,
      customerName: '',
      table: '',
      note: '',
      placedById: 's',
      lines: [line('l0', 300n, 2)],
      discounts: [],
      takenTime: now,
      businessDay: '2026-03-02',
      ...more,
    },
    rules,
    now,
  );

const statuses = Object.keys(moves);

type Step = (order: Order) => Changed | undefined;
const lineId = fc.constantFrom('l0', 'l1', 'l2', 'l3');
const quantity = fc.integer({ min: 0, max: 5 });
const price = fc.bigInt({ min: 0n, max: 2000n });
const cancelling = fc.boolean().map((refund) => (o: Order) => cancel(o, reason, { refund }, now));
const another: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(lineId, price, fc.integer({ min: 1, max: 5 })).map(
    ([id, p, q]) =>
      (o: Order) =>
        addLines(o, [line(id, p, q)], now),
  ),
  fc.tuple(lineId, fc.integer({ min: 1, max: 9 })).map(
    ([id, q]) =>
      (o: Order) =>
        changeQuantity(o, id, q, now),
  ),
  lineId.map((id) => (o: Order) => removeLine(o, id, now)),
  fc.tuple(lineId, quantity).map(
    ([id, q]) =>
      (o: Order) =>
        compLine(o, id, q, reason, now),
  ),
  fc.tuple(lineId, quantity).map(
    ([id, q]) =>
      (o: Order) =>
        voidLine(o, id, q, reason, now),
  ),
  fc.tuple(lineId, price, quantity).map(
    ([id, amount, q]) =>
      (o: Order) =>
        overridePrice(o, id, { terms: { amount, atQuantity: q || 1 }, reason }, now),
  ),
  fc.tuple(lineId, fc.integer({ min: 1, max: 10_000 })).map(
    ([id, bps]) =>
      (o: Order) =>
        discountLine(o, id, [{ id: 'd', name: '', value: { bps }, reason, amount: 0n }], now),
  ),
  fc.constant((o: Order) => fire(o, now)),
  fc
    .constantFrom('PREPARING' as const, 'READY' as const, 'PENDING' as const)
    .map((to) => (o: Order) => moveOn(o, to, now)),
  fc.constant((o: Order) => complete(o, now)),
  fc.tuple(fc.bigInt({ min: 1n, max: 20n }), price, price, price).map(
    ([version, paid, authorized, refunded]) =>
      (o: Order) =>
        applyStanding(o, { version, paid, authorized, refunded }, now),
  ),
  fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()).map(
    ([started, allDone, reopened]) =>
      (o: Order) =>
        applyProgress(o, { version: 1n, started, allDone, reopened }, now),
  ),
);
/** Cancelling ends the story, so it is rare. */
const step = fc.oneof({ weight: 60, arbitrary: another }, { weight: 1, arbitrary: cancelling });
const steps = fc.array(step, { minLength: 10, maxLength: 60, size: 'max' });

/** Does what can be done, one after the other. */
function walk(steps: readonly Step[], check: (before: Order, after: Order) => void, start = order()): void {
  let at = start;
  for (const each of steps) {
    try {
      const changed = each(at);
      if (!changed) continue;
      check(at, changed.order);
      at = changed.order;
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
    }
  }
}

describe('whatever people, payments and the kitchen do to an order', () => {
  test('it comes to every status, so that the rules below are tried in each', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(steps, (all) => walk(all, (_, { status }) => void reached.add(status))),
      { seed: 1, numRuns: 200 },
    );
    expect([...reached].sort()).toEqual([...statuses].sort());
  });

  test('its sums are those of its lines, and no quantity is impossible', () => {
    fc.assert(
      fc.property(steps, (all) =>
        walk(all, (_, after) => {
          expect(after.lines.reduce((sum, l) => sum + l.total, 0n)).toBe(after.totals.total);
          for (const l of after.lines) {
            expect(l.compedQuantity >= 0 && l.compedQuantity <= l.quantity && l.voidedQuantity >= 0).toBe(
              true,
            );
            expect(l.net + l.taxAmount).toBe(l.total);
          }
          expect(after.refunded >= 0n && after.refunded <= after.paid).toBe(true);
        }),
      ),
    );
  });

  test('its version grows by one, and a closed order keeps its lines and status for good', () => {
    fc.assert(
      fc.property(steps, (all) =>
        walk(all, (before, after) => {
          expect(after.version).toBe(before.version + 1n);
          if (before.status === 'COMPLETED' || before.status === 'CANCELLED') {
            expect(after.status).toBe(before.status);
            expect(after.lines).toBe(before.lines);
          }
        }),
      ),
    );
  });

  test('an edit never makes it cheaper than what is kept or authorised, and a completed order was paid', () => {
    fc.assert(
      fc.property(steps, (all) =>
        walk(all, (before, after) => {
          if (after.lines !== before.lines && after.totals.total < before.totals.total) {
            expect(after.totals.total >= kept(after) + after.authorized).toBe(true);
          }
          if (after.status === 'COMPLETED' && before.status !== 'COMPLETED') {
            expect(after.paid >= after.totals.total).toBe(true);
          }
          expect(due(after)).toBe((after.status === 'CANCELLED' ? 0n : after.totals.total) - kept(after));
        }),
      ),
    );
  });

  test('it never leaves the open check without anything on it', () => {
    fc.assert(
      fc.property(steps, (all) =>
        walk(
          all,
          (before, after) => {
            if (before.status !== 'CREATED' || ['CREATED', 'CANCELLED'].includes(after.status)) return;
            expect(after.lines.some((l) => l.quantity > 0)).toBe(true);
            expect(after.fireTime).not.toBeNull();
            expect(after.expireTime).toBeNull();
          },
          order({ fire: 'WHEN_PAID', channel: 'ONLINE' }),
        ),
      ),
    );
  });

  test('what the kitchen knows of becomes less only by being voided', () => {
    fc.assert(
      fc.property(steps, (all) =>
        walk(all, (before, after) => {
          if (before.status === 'CREATED') return;
          for (const l of before.lines) {
            const then = after.lines.find((other) => other.lineId === l.lineId);
            expect(then).toBeDefined();
            const off = l.quantity - (then?.quantity ?? 0);
            if (off > 0) expect((then?.voidedQuantity ?? 0) - l.voidedQuantity).toBe(off);
          }
        }),
      ),
    );
  });
});

describe('money', () => {
  const paid = (o: Order, amount: bigint, version = 1n) =>
    applyStanding(o, { version, paid: amount, authorized: 0n, refunded: 0n }, now);

  const authorized = (o: Order, amount: bigint) =>
    applyStanding(o, { version: 1n, paid: 0n, authorized: amount, refunded: 0n }, now);

  test('what is authorised stands in the way of a lower price, until it is captured or let go', () => {
    const held = authorized(order(), 600n)?.order as Order;
    expect(() => voidLine(held, 'l0', 1, reason, now)).toThrow('6.00 EUR are authorised');
    const captured = applyStanding(held, { version: 2n, paid: 300n, authorized: 0n, refunded: 0n }, now);
    expect(voidLine(captured?.order as Order, 'l0', 1, reason, now).order).toMatchObject({
      totals: { total: 300n },
      paymentStatus: 'PAID',
    });
  });

  test('an order that waits for money is to be fired once nothing is left to pay, whatever brought that about', () => {
    const waiting = order({ fire: 'WHEN_PAID', channel: 'ONLINE' });
    expect(fireIfCovered(waiting, now)).toBeUndefined();
    const free = compLine(waiting, 'l0', 0, reason, now).order;
    expect(fireIfCovered(free, now)).toMatchObject({
      order: { status: 'PENDING', paymentStatus: 'PAID', fireTime: now, expireTime: null, version: 3n },
      fact: { type: 'order.status_changed', from: 'CREATED' },
    });
    const half = paid(waiting, 300n)?.order as Order;
    expect(fireIfCovered(half, now)).toBeUndefined();
    expect(fireIfCovered(voidLine(half, 'l0', 1, reason, now).order, now)?.order.status).toBe('PENDING');
    const open = compLine(order(), 'l0', 0, reason, now).order;
    expect(fireIfCovered(open, now)).toBeUndefined();
  });

  test('an order with nothing left on it is not fired by what is heard of payments, and goes on expiring', () => {
    const waiting = order({ fire: 'WHEN_PAID', channel: 'ONLINE' });
    const empty = voidLine(waiting, 'l0', 0, reason, now).order;
    expect(empty).toMatchObject({ status: 'CREATED', expireTime: waiting.expireTime });
    expect(fireIfCovered(empty, now)).toBeUndefined();
    expect(paid(empty, 0n)?.order).toMatchObject({ status: 'CREATED', expireTime: waiting.expireTime });
    expect(paid(empty, 5n)?.order).toMatchObject({ status: 'CREATED', paid: 5n, expireTime: null });
  });

  test('only a newer word of the payment service counts', () => {
    const after = paid(order(), 600n, 5n)?.order;
    expect(after).toMatchObject({ paymentStatus: 'PAID', standingVersion: 5n });
    expect(after && paid(after, 0n, 4n)).toBeUndefined();
  });

  test('an order that waits for it goes to the kitchen when it is covered, not before', () => {
    const waiting = order({ fire: 'WHEN_PAID', channel: 'ONLINE' });
    expect(waiting.expireTime).toEqual(new Date(now.getTime() + 900_000));
    expect(paid(waiting, 599n)?.order).toMatchObject({
      status: 'CREATED',
      paymentStatus: 'PARTIALLY_PAID',
      expireTime: null,
    });
    const held = authorized(waiting, 600n);
    expect(held?.order).toMatchObject({
      status: 'PENDING',
      paymentStatus: 'AUTHORIZED',
      expireTime: null,
      fireTime: now,
    });
  });

  test('tips given back do not count as given back of the order', () => {
    const after = applyStanding(
      order(),
      { version: 1n, paid: 600n, authorized: 0n, refunded: 750n },
      now,
    )?.order;
    expect(after).toMatchObject({ paymentStatus: 'REFUNDED', refunded: 600n });
  });
});
