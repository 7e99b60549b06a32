import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  apply,
  beginRemoval,
  confirm,
  expireVoucher,
  giveBackVoucher,
  keepOn,
  lookLater,
  paid,
  release,
  type Voucher,
  voucherMoves,
} from './voucher.ts';

const now = new Date('2026-03-01T12:00:00Z');
const issued: Voucher = {
  ...{ voucherId: 'v', campaignId: 'c', networkId: 'n', organisationId: 'o', customerId: 'm', number: 1 },
  ...{ source: 'CODE', status: 'ISSUED', firstDay: '2026-03-01', lastDay: '2026-03-31', orderId: null },
  ...{ cafeId: null, step: null, checkTime: null, isPaid: false, version: 1n, issueTime: now },
};
const order = (orderId: string) => ({ orderId, cafeId: 'cafe' });

test('a voucher goes to its order, is used with its payment, and comes back with all of its money', () => {
  const putting = apply(issued, order('a'), now);
  expect(putting).toMatchObject({ status: 'APPLIED', orderId: 'a', step: 'PUTTING' });
  const on = confirm(putting, 'a', now);
  expect(on).toMatchObject({ status: 'APPLIED', step: 'ON' });
  const used = paid(on, 'a');
  expect(used).toMatchObject({ status: 'USED', orderId: 'a', step: null });
  expect(giveBackVoucher(used, 'a', '2026-03-31')).toMatchObject({ status: 'ISSUED', orderId: null });
  expect(giveBackVoucher(used, 'a', '2026-04-01')).toBe(used);
});

test('a payment that comes before the order is known to have the voucher uses it once that is known', () => {
  const early = paid(apply(issued, order('a'), now), 'a');
  expect(early).toMatchObject({ status: 'APPLIED', isPaid: true });
  expect(confirm(early, 'a', now)).toMatchObject({ status: 'USED' });
  expect(release(early, 'a')).toMatchObject({ status: 'ISSUED', isPaid: false });
});

test('a voucher that is elsewhere, used or over is refused by its reason', () => {
  const on = confirm(apply(issued, order('a'), now), 'a', now);
  const reason = (voucher: Voucher) => {
    try {
      apply(voucher, order('b'), now);
      return undefined;
    } catch (error) {
      return (error as { reason: string }).reason;
    }
  };
  expect(reason(on)).toBe('VOUCHER_APPLIED');
  expect(reason(paid(on, 'a'))).toBe('VOUCHER_USED');
  expect(reason(expireVoucher(issued))).toBe('VOUCHER_NOT_VALID_TODAY');
  expect(apply(on, order('a'), now)).toBe(on);
});

test('whatever is told of orders, late, twice or of another one, a voucher is on one order at most and moves by the table', () => {
  const orders = ['a', 'b'] as const;
  const anyStep = fc.record({
    orderId: fc.constantFrom(...orders),
    what: fc.constantFrom('apply', 'confirm', 'remove', 'keep', 'release', 'paid', 'back', 'expire', 'look'),
    today: fc.constantFrom('2026-03-15', '2026-04-01'),
  });
  const act = (
    voucher: Voucher,
    { what, orderId, today }: { what: string; orderId: string; today: string },
  ) => {
    switch (what) {
      case 'apply':
        return apply(voucher, order(orderId), now);
      case 'confirm':
        return confirm(voucher, orderId, now);
      case 'remove':
        return beginRemoval(voucher, now) ?? voucher;
      case 'keep':
        return keepOn(voucher, orderId, now);
      case 'release':
        return release(voucher, orderId);
      case 'paid':
        return paid(voucher, orderId);
      case 'back':
        return giveBackVoucher(voucher, orderId, today);
      case 'expire':
        return expireVoucher(voucher);
      default:
        return lookLater(voucher, now);
    }
  };
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
      let voucher = issued;
      for (const step of steps) {
        let next = voucher;
        try {
          next = act(voucher, step);
        } catch (error) {
          expect((error as { code?: string }).code).toBe('FAILED_PRECONDITION');
        }
        if (next.status !== voucher.status) {
          expect(Object.values(voucherMoves[voucher.status])).toContain(next.status);
          expect(next.version).toBe(voucher.version + 1n);
        }
        if (voucher.orderId !== null && next.orderId !== null) expect(next.orderId).toBe(voucher.orderId);
        expect(next.orderId !== null).toBe(['APPLIED', 'USED'].includes(next.status));
        expect(next.step !== null).toBe(next.status === 'APPLIED');
        voucher = next;
      }
    }),
  );
});
