/** What a till says late: whose an order was, and what it spent of a lease. */
import { newId } from '@sippy/kit/ids';
import { eventually, type TestHost } from '@sippy/kit/testing';
import { EarnIntentStatus, HoldStatus } from '@sippy/proto/loyalty/v1/loyalty';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';
import { PaymentStatus } from '@sippy/proto/payment/v1/payment';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  balanceWhen,
  buy,
  line,
  newCafe,
  newCustomer,
  newNetwork,
  once,
  payCash,
  paymentsAt,
  placeOrder,
  pointsAt,
  startLoyalty,
  type TestCafe,
} from './fixture.ts';

let host: TestHost;
let cafe: TestCafe;

beforeAll(async () => {
  host = await startLoyalty();
  cafe = await newCafe(host);
  await newNetwork(host, [cafe]);
});
afterAll(() => host?.stop());

/** A member with 180 points. */
async function rich(): Promise<string> {
  const customerId = await newCustomer(host, cafe);
  await buy(host, cafe, customerId, [line(cafe.menu.beans)]);
  await balanceWhen(host, cafe, customerId, ({ points }) => points === 180n);
  return customerId;
}

test('an order is a member’s once, however often a till says so, before the order and its payment too', async () => {
  const customerId = await newCustomer(host, cafe);
  const { cafeId } = cafe;
  const orderId = newId();
  const intent = { ...once(), cafeId, orderId, customerId };
  const says = () => pointsAt(host, cafe).queueEarning(intent);
  expect(await says()).toEqual({ status: EarnIntentStatus.PENDING, reason: 'NOT_FOUND' });
  await placeOrder(host, cafe, [line(cafe.menu.beans)], { orderId });
  expect(await says()).toEqual({ status: EarnIntentStatus.PENDING, reason: 'ORDER_NOT_PAID' });
  await payCash(host, cafe, orderId);
  await balanceWhen(host, cafe, customerId, ({ points }) => points === 180n);
  await Promise.all([says(), says(), says()]);
  expect(await says()).toEqual({ status: EarnIntentStatus.SETTLED, reason: '' });
  const other = await newCustomer(host, cafe);
  const late = await pointsAt(host, cafe).queueEarning({ ...once(), cafeId, orderId, customerId: other });
  expect(late).toEqual({ status: EarnIntentStatus.REFUSED, reason: 'ORDER_OF_ANOTHER' });
  const reused = pointsAt(host, cafe).queueEarning({ ...intent, customerId: other });
  await expect(reused).rejects.toMatchObject({ reason: 'REQUEST_ID_REUSED' });
  await balanceWhen(host, cafe, customerId, ({ points }) => points === 180n);
});

test('staff cannot give a guest’s order to themselves: now it is refused, from a till that was offline it never settles', async () => {
  const { cafeId } = cafe;
  const { orderId } = await buy(host, cafe, '');
  const self = cafe.staff('loyalty.redeem');
  const own = { cafeId, orderId, customerId: self.id };
  const loyalty = host.peer(LoyaltyServiceDefinition, self);
  await expect(loyalty.claimOrder({ ...once(), ...own })).rejects.toMatchObject({ reason: 'OWN_SALE' });
  const queued = await loyalty.queueEarning({ ...once(), ...own });
  expect(queued).toEqual({ status: EarnIntentStatus.REFUSED, reason: 'OWN_SALE' });
});

test('a lease locks points until a till has spent of it, once; what it left is the member’s again', async () => {
  const customerId = await rich();
  const { cafeId } = cafe;
  const { lease } = await pointsAt(host, cafe).leasePoints({ ...once(), cafeId, customerId, points: 100n });
  const leaseId = lease?.holdId ?? '';
  expect(lease).toMatchObject({ status: HoldStatus.HELD, points: 100n, orderId: '' });
  await balanceWhen(host, cafe, customerId, ({ points, held }) => points === 80n && held === 100n);
  const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.beans)]);
  const wish = { $case: 'points' as const, value: 70n };
  const request = { ...once(), orderId, customerId, leaseId, wish };
  const paid = await paymentsAt(host, cafe).payPoints(request);
  expect(paid.payment).toMatchObject({ status: PaymentStatus.CAPTURED, amount: { minor: 70n } });
  expect(await paymentsAt(host, cafe).payPoints(request)).toEqual(paid);
  await balanceWhen(host, cafe, customerId, ({ points, held }) => points === 110n && held === 0n);
  const next = await placeOrder(host, cafe, [line(cafe.menu.beans)]);
  const again = { ...request, ...once(), orderId: next.orderId };
  await expect(paymentsAt(host, cafe).payPoints(again)).rejects.toMatchObject({ reason: 'LEASE_OVER' });
  const stranger = { ...again, ...once(), customerId: await rich() };
  await expect(paymentsAt(host, cafe).payPoints(stranger)).rejects.toMatchObject({
    reason: 'LEASE_OF_ANOTHER',
  });
});

test('a lease that ended before the sale pays nothing; one that is given back, or forgotten, returns', async () => {
  const customerId = await rich();
  const { cafeId } = cafe;
  const asked = () => ({ ...once(), cafeId, customerId, points: 60n });
  const points = pointsAt(host, cafe);
  const [first, second] = [await points.leasePoints(asked()), await points.leasePoints(asked())];
  await expect(points.leasePoints({ ...asked(), points: 61n })).rejects.toMatchObject({
    reason: 'NOT_ENOUGH_POINTS',
  });
  const released = await points.releaseLease({ ...once(), holdId: first.lease?.holdId ?? '' });
  expect(released.lease?.status).toBe(HoldStatus.VOIDED);
  await balanceWhen(host, cafe, customerId, (balance) => balance.points === 120n);
  const leaseId = second.lease?.holdId ?? '';
  const owner = host.db('loyalty');
  await owner.query("update hold set spend_by = now() - interval '1 minute' where hold_id = $1", [leaseId]);
  const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.beans)]);
  const late = paymentsAt(host, cafe).payPoints({ ...once(), orderId, customerId, leaseId });
  await expect(late).rejects.toMatchObject({ reason: 'LEASE_OVER' });
  await owner.query("update hold set expire_time = now() - interval '1 minute' where hold_id = $1", [
    leaseId,
  ]);
  await eventually(async () => {
    const { hold } = await points.getHold({ holdId: leaseId });
    return hold?.status === HoldStatus.EXPIRED;
  }, 20_000);
  await balanceWhen(host, cafe, customerId, (balance) => balance.points === 180n && balance.held === 0n);
});
