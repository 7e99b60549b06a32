import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, cash, nextId, orderOf } from '../../test/accounts.ts';
import { type Account, type Change, paymentIn } from './account.ts';
import { newAccount } from './pay.ts';
import { beginRefund } from './refund.ts';
import { givenLines, linesToRefund, type Sold } from './refund-lines.ts';

const soldOf = (lines: readonly (readonly [quantity: number, total: bigint])[], service = 0n): Sold => ({
  lines: lines.map(([quantity, total], i) => ({ lineId: `line ${i}`, name: `Cake ${i}`, quantity, total })),
  total: lines.reduce((sum, [, total]) => sum + total, service),
});

function give(account: Account, paymentId: string, sold: Sold, line: number, quantity: number): Change {
  const payment = paymentIn(account, paymentId);
  const given = linesToRefund(account, payment, sold, [{ lineId: `line ${line}`, quantity }]);
  return beginRefund(account, payment, {
    ...given,
    refundId: `refund ${nextId()}`,
    requestKey: `key ${nextId()}`,
    requestHash: new Uint8Array(),
    actorKind: 'staff',
    actorId: 'x',
    reason: 'cold',
    isAutomatic: false,
    refundTime: at,
    now: at,
    stepMs: 0,
  });
}

function paid(total: bigint, coin = 1n): { account: Account; paymentId: string } {
  const order = orderOf(total);
  const { account, payment } = cash(newAccount(order, at), order, undefined, { coin });
  return { account, paymentId: payment.payment_id };
}

test('units of a line are worth equal shares, and those that cost a cent more are given back first', () => {
  const sold = soldOf([
    [3, 1000n],
    [1, 500n],
  ]);
  const { account: start, paymentId } = paid(1500n);
  let account = start;
  const amounts = [1, 1, 1].map((quantity) => {
    const made = give(account, paymentId, sold, 0, quantity);
    account = made.account;
    return made.refund?.amount;
  });
  expect(amounts).toEqual([334n, 333n, 333n]);
});

test('the last unit of an order brings the service charge, and no other does', () => {
  const sold = soldOf(
    [
      [1, 400n],
      [2, 600n],
      [1, 0n],
    ],
    125n,
  );
  const { account, paymentId } = paid(1125n);
  const first = give(account, paymentId, sold, 0, 1);
  const second = give(first.account, paymentId, sold, 1, 1);
  const last = give(second.account, paymentId, sold, 1, 1);
  expect([first, second, last].map(({ refund }) => refund?.amount)).toEqual([400n, 300n, 425n]);
});

test('in whatever steps all units are given back, they come to what the guest paid, in coins too', () => {
  const line = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.bigInt(0n, 2_000n));
  const orders = fc.tuple(fc.array(line, { minLength: 1, maxLength: 4 }), fc.bigInt(0n, 300n));
  fc.assert(
    fc.property(
      orders,
      fc.constantFrom(1n, 5n, 10n),
      fc.infiniteStream(fc.nat()),
      ([lines, service], coin, picks) => {
        const sold = soldOf(lines, service);
        fc.pre(sold.lines.some(({ total }) => total > 0n));
        const { account: start, paymentId } = paid(sold.total, coin);
        let account = start;
        const rest = lines.map(([quantity]) => quantity);
        while (rest.some((units) => units > 0)) {
          const open = rest.flatMap((units, i) => (units > 0 ? [i] : []));
          const i = open[(picks.next().value as number) % open.length] as number;
          const units = 1 + ((picks.next().value as number) % (rest[i] as number));
          rest[i] = (rest[i] as number) - units;
          // Free units, and units worth less than half a coin, are refused: nothing is to be handed out for them.
          try {
            account = give(account, paymentId, sold, i, units).account;
          } catch (error) {
            expect(error).toMatchObject({ reason: 'NOTHING_TO_REFUND' });
          }
        }
        const refused = sold.lines.some(
          (l) => (givenLines(account).get(l.lineId)?.quantity ?? 0) < l.quantity && l.total > 0n,
        );
        const payment = paymentIn(account, paymentId);
        if (!refused) expect(payment.refunded).toBe(payment.captured);
        else expect(payment.refunded <= payment.captured).toBe(true);
      },
    ),
  );
});

test('units of a refund that failed can be given back again, and their line comes to its total all the same', () => {
  const sold = soldOf([[3, 100n]]);
  const { account: start, paymentId } = paid(100n);
  let account = start;
  const bounce = (from: Account, id: string | undefined): Account => ({
    ...from,
    refunds: from.refunds.map((r) => (r.refund_id === id ? { ...r, status: 'FAILED' } : r)),
    payments: from.payments.map((p) => ({ ...p, refunded: p.refunded - 34n })),
  });
  const first = give(account, paymentId, sold, 0, 1);
  const second = give(first.account, paymentId, sold, 0, 1);
  account = bounce(second.account, first.refund?.refund_id);
  expect(givenLines(account).get('line 0')).toMatchObject({ quantity: 1, amount: 33n });
  account = give(account, paymentId, sold, 0, 1).account;
  account = give(account, paymentId, sold, 0, 1).account;
  expect(givenLines(account).get('line 0')).toMatchObject({ quantity: 3, amount: 100n });
  expect(() => give(account, paymentId, sold, 0, 1)).toThrow('Only 0 × Cake 0 can still be refunded.');
});
