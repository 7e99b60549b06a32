/** Payments with points in trouble: many at once, and processes that end in the middle. POINTS_RACE=1000 for many more. */
import { Refusal } from '@sippy/kit/refusal';
import { eventually, type TestHost } from '@sippy/kit/testing';
import type { Order } from '@sippy/proto/order/v1/order';
import { CaptureMode, PaymentStatus } from '@sippy/proto/payment/v1/payment';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  balanceWhen,
  buy,
  line,
  newCafe,
  newCustomer,
  newNetwork,
  payCash,
  paymentsAt,
  payPoints,
  placeOrder,
  startLoyalty,
  type TestCafe,
} from './fixture.ts';

const RACE = Number(process.env.POINTS_RACE ?? 60);
let host: TestHost;
let home: TestCafe;
let away: TestCafe;

beforeAll(async () => {
  host = await startLoyalty({ env: { PAYMENT_STEP_SECONDS: '2', PAYMENT_RECONCILE_MS: '50' } });
  [home, away] = await Promise.all([newCafe(host), newCafe(host)]);
  await newNetwork(host, [home, away]);
});
afterAll(() => host?.stop());

/** A member with 180 points. */
async function rich(): Promise<string> {
  const customerId = await newCustomer(host, home);
  await buy(host, home, customerId, [line(home.menu.beans)]);
  await balanceWhen(host, home, customerId, ({ points }) => points === 180n);
  return customerId;
}

/** An order at the other café for which so many points are held. */
async function held(customerId: string, points: bigint) {
  const { orderId } = await placeOrder(host, away, [line(away.menu.beans)]);
  const { payment } = await payPoints(host, away, {
    ...{ orderId, customerId, points, capture: CaptureMode.MANUAL },
  });
  return { orderId, paymentId: payment?.paymentId ?? '' };
}

/** As a process leaves a payment that ends after the points were held and before they were spent: so long ago. */
async function died(orderId: string, paymentId: string, seconds: number): Promise<void> {
  const owner = host.db('payment');
  await owner.query(
    `update payment set status = 'PENDING', is_authorized = false, capture_mode = 'AUTOMATIC', step = 'CREATE',
       create_time = now() - $2 * interval '1 second', step_time = now(), check_time = now() where payment_id = $1`,
    [paymentId, seconds],
  );
  await owner.query('update payable set authorized = 0, version = version + 1 where order_id = $1', [
    orderId,
  ]);
}

async function settled(paymentId: string, status: PaymentStatus): Promise<void> {
  await eventually(async () => {
    const { payment } = await paymentsAt(host, away).getPayment({ paymentId });
    return payment?.status === status;
  });
}

async function redeemed(orderId: string): Promise<number[]> {
  const { rows } = await host.db('loyalty').query(
    `select sum(t.points)::int as points from entry_set s join transfer t on t.set_id = s.set_id
     where s.order_id = $1 and s.kind = 'REDEEM' group by s.set_id`,
    [orderId],
  );
  return rows.map(({ points }) => points);
}

test(
  'many payments of one balance at the same time overspend nothing, and every point spent is paid with',
  async () => {
    const customerId = await rich();
    const orders: Order[] = [];
    while (orders.length < RACE) {
      const some = Array.from({ length: 20 }, () => placeOrder(host, away, [line(away.menu.coffee)]));
      orders.push(...(await Promise.all(some)));
    }
    const outcomes = await Promise.all(
      orders.map(({ orderId }) =>
        payPoints(host, away, { orderId, customerId, points: 17n }).then(
          ({ payment }) => payment?.status ?? '',
          (error) => {
            if (error instanceof Refusal) return error.reason;
            throw error;
          },
        ),
      ),
    );
    const mine = async (filter: string) => {
      const sums =
        'count(*)::int as count, coalesce(sum(points), 0)::int as points, sum(captured)::int as captured';
      const text = `select ${sums} from payment where customer_id = $1 and tender = 'POINTS' and ${filter}`;
      return (await host.db('payment').query(text, [customerId])).rows[0];
    };
    // What was lost on a busy machine is asked for again.
    const open = "(status not in ('CAPTURED', 'FAILED', 'CANCELLED') or step is not null)";
    await eventually(async () => (await mine(open)).count === 0, 30_000);
    expect(await mine("status = 'CAPTURED'")).toEqual({ count: 10, points: 170, captured: 170 });
    await balanceWhen(host, away, customerId, ({ points, held }) => points === 10n && held === 0n);
    const allowed = [PaymentStatus.CAPTURED, PaymentStatus.UNKNOWN, 'NOT_ENOUGH_POINTS', 'DEADLINE_EXCEEDED'];
    expect(outcomes.filter((outcome) => !allowed.includes(outcome))).toEqual([]);
  },
  Math.max(60_000, RACE * 200),
);

test('a process that ended after the points were held spends them once when it is back', async () => {
  const customerId = await rich();
  const { orderId, paymentId } = await held(customerId, 50n);
  await died(orderId, paymentId, 1);
  await settled(paymentId, PaymentStatus.CAPTURED);
  expect(await redeemed(orderId)).toEqual([50]);
  await balanceWhen(host, away, customerId, ({ points, held }) => points === 130n && held === 0n);
});

test('points that nobody came back for in time are the member’s again, and the order can be paid otherwise', async () => {
  const customerId = await rich();
  const { orderId, paymentId } = await held(customerId, 50n);
  await died(orderId, paymentId, 120);
  await settled(paymentId, PaymentStatus.CANCELLED);
  expect(await redeemed(orderId)).toEqual([]);
  await balanceWhen(host, away, customerId, ({ points, held }) => points === 180n && held === 0n);
  const { payment } = await payCash(host, away, orderId);
  expect(payment?.amount?.minor).toBe(1800n);
});

test('points that are held are captured with the other parts; one whose lease ran out is cancelled', async () => {
  const customerId = await rich();
  const first = await held(customerId, 100n);
  const captured = await paymentsAt(host, away).capturePayment({ requestId: crypto.randomUUID(), ...first });
  expect(captured.payment).toMatchObject({ status: PaymentStatus.CAPTURED, amount: { minor: 100n } });
  expect(await redeemed(first.orderId)).toEqual([100]);
  const late = await held(customerId, 30n);
  await host
    .db('loyalty')
    .query("update hold set expire_time = now() - interval '1 minute' where hold_id = $1", [late.paymentId]);
  await balanceWhen(host, away, customerId, ({ points, held }) => points === 80n && held === 0n);
  const { payment } = await paymentsAt(host, away).capturePayment({
    requestId: crypto.randomUUID(),
    paymentId: late.paymentId,
  });
  expect(payment?.status).toBe(PaymentStatus.CANCELLED);
});

test('as much as is allowed is the share of the programme, a sum is paid as nearly as points can, and more is refused', async () => {
  const cafe = await newCafe(host);
  await newNetwork(host, [cafe], {
    baseRules: [{ name: 'A visit', kind: { $case: 'perVisit', value: 400n } }],
    redeem: { minPoints: 50n, maxShareBps: 1000, closedCafeIds: [], holdMinutes: 5 },
  });
  const customerId = await newCustomer(host, cafe);
  await buy(host, cafe, customerId);
  await balanceWhen(host, cafe, customerId, ({ points }) => points === 400n);
  const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.beans)], { customerId });
  const many = payPoints(host, cafe, { orderId, points: 181n });
  await expect(many).rejects.toMatchObject({ reason: 'ABOVE_SHARE', metadata: { points: '180' } });
  await expect(payPoints(host, cafe, { orderId, points: 49n })).rejects.toMatchObject({
    reason: 'BELOW_MINIMUM',
  });
  const { payment } = await payPoints(host, cafe, { orderId });
  expect(payment).toMatchObject({ status: PaymentStatus.CAPTURED, amount: { minor: 180n } });
  const next = await placeOrder(host, cafe, [line(cafe.menu.beans)], { customerId });
  const sum = { $case: 'amount' as const, value: { currencyCode: 'USD', minor: 77n } };
  const paid = await paymentsAt(host, cafe).payPoints({
    ...{ requestId: crypto.randomUUID(), orderId: next.orderId, wish: sum },
  });
  expect(paid.payment).toMatchObject({ amount: { minor: 77n }, detail: { value: { points: 77n } } });
});
