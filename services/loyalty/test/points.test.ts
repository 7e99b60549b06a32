/** The whole way: from a sale to points, to money off, and back. */
import { readFileSync } from 'node:fs';
import { openDatabase, statement } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { cafeScope, customerScope, organisationScope } from '@sippy/kit/scope';
import { leaksOf } from '@sippy/kit/test-isolation';
import { eventually, type TestHost, testCustomer } from '@sippy/kit/testing';
import { localTime } from '@sippy/kit/time';
import { ConsentPurpose } from '@sippy/proto/customer/v1/consent';
import { ConsentServiceDefinition } from '@sippy/proto/customer/v1/consent_service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';
import { HoldStatus } from '@sippy/proto/loyalty/v1/loyalty';
import { EntrySetKind } from '@sippy/proto/loyalty/v1/points';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { CaptureMode, PaymentStatus, Tender } from '@sippy/proto/payment/v1/payment';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
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
  payPoints,
  placeOrder,
  pointsAt,
  pointsOf,
  refund,
  rules,
  startLoyalty,
  type TestCafe,
} from './fixture.ts';

let host: TestHost;
let home: TestCafe;
let away: TestCafe;
let member: string;

beforeAll(async () => {
  host = await startLoyalty();
  [home, away] = await Promise.all([newCafe(host), newCafe(host)]);
  await newNetwork(host, [home, away]);
  member = await newCustomer(host, home);
});
afterAll(() => host?.stop());

/** An order at the other café of which so many points pay a part. */
async function spent(customerId: string, points: bigint, capture?: CaptureMode) {
  const order = await placeOrder(host, away, [line(away.menu.beans)]);
  const { payment, standing } = await payPoints(host, away, {
    ...{ orderId: order.orderId, customerId, points },
    ...(capture && { capture }),
  });
  return { order, payment, standing, paymentId: payment?.paymentId ?? '' };
}

test('a paid order of a member earns points, a guest’s order nothing', async () => {
  await buy(host, home, '');
  await buy(host, home, member);
  const balance = await balanceWhen(host, home, member, ({ points }) => points > 0n);
  expect(balance).toMatchObject({ points: 25n, held: 0n, worth: { currencyCode: 'USD', minor: 25n } });
  expect(balance.expiring.map(({ points }) => points)).toEqual([25n]);
  const { rows } = await host.db('loyalty').query('select customer_id from earning');
  expect(rows.filter((row) => row.customer_id === null)).toEqual([]);
});

test('what was paid before the rules were known is earned with the first of them, if they reach back', async () => {
  const cafe = await newCafe(host);
  const customerId = await newCustomer(host, cafe);
  const begun = new Date();
  await buy(host, cafe, customerId);
  await newNetwork(host, [cafe], rules(), begun);
  await balanceWhen(host, cafe, customerId, ({ points }) => points === 25n);
});

test('a birthday bonus comes with the first order of the day, of who has agreed that the day is kept, and still stands once they have not', async () => {
  const cafe = await newCafe(host);
  const { cafeId, staff } = cafe;
  const bonus = { name: 'Birthday', reward: { $case: 'points' as const, value: 50n }, birthday: true };
  await newNetwork(host, [cafe], rules({ bonusRules: [bonus] }));
  const keeper = staff('customer.manage', 'customer.read');
  const customers = host.peer(CustomerServiceDefinition, keeper);
  const today = localTime(new Date(), 'America/New_York').date;
  const customerId = newId();
  await customers.createCustomer({
    ...{ ...once(), cafeId, customerId, name: 'Ada', birthdayTextVersion: '2026-03' },
    birthDate: isLeapDay(today) ? '1992-02-29' : `1990${today.slice(4)}`,
  });
  const first = await buy(host, cafe, customerId);
  await balanceWhen(host, cafe, customerId, ({ points }) => points === 75n);
  await buy(host, cafe, customerId);
  await balanceWhen(host, cafe, customerId, ({ points }) => points === 100n);
  await host.peer(ConsentServiceDefinition, keeper).recordConsent({
    ...{
      ...once(),
      cafeId,
      customerId,
      purpose: ConsentPurpose.BIRTHDAY,
      given: false,
      textVersion: '2026-03',
    },
  });
  await refund(host, cafe, first.paymentId, 10n);
  await balanceWhen(host, cafe, customerId, ({ points }) => points === 97n);
  const kept = await host
    .db('loyalty')
    .query('select to_jsonb(m)::text as row from member m where customer_id = $1', [customerId]);
  expect(kept.rows[0].row).not.toContain(today.slice(5));
  const shy = await newCustomer(host, cafe);
  await buy(host, cafe, shy);
  await balanceWhen(host, cafe, shy, ({ points }) => points === 25n);
});

const isLeapDay = (date: string) => date.endsWith('-02-29');

test('points earned at one café pay at another, and what was earned is taken back with the money', async () => {
  const customerId = await newCustomer(host, home);
  const bought = await buy(host, home, customerId, [line(home.menu.beans)]);
  await balanceWhen(host, home, customerId, ({ points }) => points === 180n);
  const { order, payment } = await spent(customerId, 100n);
  expect(payment).toMatchObject({
    ...{ status: PaymentStatus.CAPTURED, tender: Tender.POINTS, amount: { minor: 100n }, customerId },
    detail: { value: { points: 100n, customerId } },
  });
  await refund(host, home, bought.paymentId, 1800n);
  const owing = await balanceWhen(host, away, customerId, ({ points }) => points < 0n);
  expect(owing).toMatchObject({ points: -100n, worth: { minor: 0n } });
  await expect(spent(customerId, 1n)).rejects.toMatchObject({ reason: 'POINTS_OWED' });
  await buy(host, home, customerId, [line(home.menu.beans)]);
  await balanceWhen(host, away, customerId, ({ points }) => points === 80n);

  const { entries } = await pointsOf(host, customerId).listPointsHistory({});
  expect(entries.map(({ kind, points }) => [kind, points])).toEqual([
    [EntrySetKind.COVER, 0n],
    [EntrySetKind.EARN, 180n],
    [EntrySetKind.REVERSE, -180n],
    [EntrySetKind.REDEEM, 0n],
    [EntrySetKind.HOLD, -100n],
    [EntrySetKind.EARN, 180n],
  ]);
  expect(entries[2]).toMatchObject({
    reversesSetId: entries[5]?.setId,
    orderId: bought.orderId,
    ruleVersion: 1,
  });
  expect(entries[5]?.ruleNames).toEqual(['A point for each 10 cents']);
  const seen = await pointsAt(host, away).listPointsHistory({ cafeId: away.cafeId, customerId });
  expect(new Set(seen.entries.map(({ cafeId }) => cafeId))).toEqual(
    new Set([away.cafeId, home.cafeId].slice(0, 1)),
  );
  expect(order.orderId).toBe(entries[4]?.orderId);
});

test('points that a payment holds are the member’s again when it is cancelled, and an order has one such payment', async () => {
  const customerId = await newCustomer(host, home);
  await buy(host, home, customerId);
  await balanceWhen(host, home, customerId, ({ points }) => points === 25n);
  const { order, payment, paymentId } = await spent(customerId, 20n, CaptureMode.MANUAL);
  expect(payment?.status).toBe(PaymentStatus.AUTHORIZED);
  const again = { orderId: order.orderId, customerId, points: 5n };
  await expect(payPoints(host, away, again)).rejects.toMatchObject({ reason: 'ORDER_HAS_HOLD' });
  await balanceWhen(host, away, customerId, (balance) => balance.points === 5n && balance.held === 20n);
  const cancelled = await paymentsAt(host, away).cancelPayment({ ...once(), paymentId });
  expect(cancelled.payment?.status).toBe(PaymentStatus.CANCELLED);
  await balanceWhen(host, away, customerId, (balance) => balance.points === 25n && balance.held === 0n);
  await expect(spent(customerId, 26n)).rejects.toMatchObject({ reason: 'NOT_ENOUGH_POINTS' });
  const owned = await placeOrder(host, home, [line(home.menu.coffee)], { customerId: member });
  const stranger = { orderId: owned.orderId, points: 5n };
  await expect(payPoints(host, home, { ...stranger, customerId })).rejects.toMatchObject({
    reason: 'ORDER_OF_ANOTHER',
  });
  const own = host.peer(PaymentServiceDefinition, testCustomer(customerId));
  await expect(own.payPoints({ ...once(), orderId: owned.orderId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('points and cash pay an order together; what points paid earns nothing, and each part is given back as it was paid', async () => {
  const customerId = await newCustomer(host, home);
  await buy(host, home, customerId, [line(home.menu.beans)]);
  await balanceWhen(host, home, customerId, ({ points }) => points === 180n);
  const order = await placeOrder(host, home, [line(home.menu.beans)], { customerId });
  const { orderId } = order;
  const { cafeId } = home;
  const quoted = await pointsAt(host, home).quotePoints({ cafeId, orderId, customerId, points: 90n });
  expect(quoted).toMatchObject({
    ...{ points: 90n, amount: { minor: 90n }, rest: { minor: 1710n } },
    ...{ mostPoints: 180n, leastPoints: 1n, reason: '' },
  });
  const points = await payPoints(host, home, { orderId, points: 90n });
  expect(points.standing).toMatchObject({ paidTotal: 90n, pointsPaidTotal: 90n, fullyPaid: false });
  const { payment: cash } = await payCash(host, home, orderId);
  expect(cash?.amount?.minor).toBe(1710n);
  // A point for each 10 cents of 18.00, of which 17.10 were money.
  await balanceWhen(host, home, customerId, (balance) => balance.points === 90n + 171n);
  await refund(host, home, points.payment?.paymentId ?? '', 30n);
  await balanceWhen(host, home, customerId, (balance) => balance.points === 90n + 171n + 30n);
  await refund(host, home, cash?.paymentId ?? '', 1710n);
  await balanceWhen(host, home, customerId, (balance) => balance.points === 90n + 30n);
  await refund(host, home, points.payment?.paymentId ?? '', 60n);
  await balanceWhen(host, home, customerId, (balance) => balance.points === 180n);
  const { hold } = await pointsAt(host, home).getHold({ holdId: points.payment?.paymentId ?? '' });
  expect(hold).toMatchObject({ status: HoldStatus.POSTED, givenBack: 90n });
  const receipt = await paymentsAt(host, home).getReceipt({ paymentId: points.payment?.paymentId ?? '' });
  expect(receipt.receipt?.text).toMatch(/Points +90\n/);
});

test('a guest’s paid order is claimed once, by one member, and follows later refunds', async () => {
  const [customerId, other] = [await newCustomer(host, home), await newCustomer(host, home)];
  const { orderId, paymentId } = await buy(host, home, '', [line(home.menu.beans)]);
  const { cafeId } = home;
  const claim = { ...once(), cafeId, orderId, customerId };
  expect(await pointsAt(host, home).claimOrder(claim)).toMatchObject({ points: 180n });
  expect(await pointsAt(host, home).claimOrder(claim)).toMatchObject({ points: 180n });
  expect(await pointsAt(host, home).claimOrder({ ...claim, ...once() })).toMatchObject({ points: 180n });
  await expect(
    pointsAt(host, home).claimOrder({ ...once(), cafeId, orderId, customerId: other }),
  ).rejects.toMatchObject({ reason: 'ORDER_OF_ANOTHER' });
  const open = await placeOrder(host, home, [line(home.menu.coffee)]);
  await expect(
    pointsAt(host, home).claimOrder({ ...once(), cafeId, orderId: open.orderId, customerId }),
  ).rejects.toMatchObject({ reason: 'ORDER_NOT_PAID' });
  await refund(host, home, paymentId, 900n);
  await balanceWhen(host, home, customerId, ({ points }) => points === 90n);
});

test('a guest claims an order with the code of its receipt, once, and nobody without it', async () => {
  const [customerId, other] = [await newCustomer(host, home), await newCustomer(host, home)];
  const { orderId, paymentId } = await buy(host, home, '', [line(home.menu.beans)]);
  const { receipt } = await paymentsAt(host, home).getReceipt({ paymentId });
  const { claimCode = '', businessDay = '', receiptNumber = '', text = '' } = receipt ?? {};
  expect(claimCode).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
  expect(text).toContain(claimCode);
  const { cafeId } = home;
  const mine = pointsOf(host, customerId);
  const wrong = { ...once(), cafeId, orderId, claimCode: 'AAAAA-AAAAA' };
  await expect(mine.claimOrder(wrong)).rejects.toMatchObject({ reason: 'CLAIM_CODE_WRONG' });
  await expect(mine.claimOrder({ ...once(), cafeId, orderId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const claim = { cafeId, claimCode: claimCode.toLowerCase(), businessDay, receiptNumber };
  expect(await mine.claimOrder({ ...once(), ...claim })).toMatchObject({ points: 180n });
  const theirs = pointsOf(host, other).claimOrder({ ...once(), ...claim });
  await expect(theirs).rejects.toMatchObject({ reason: 'ORDER_OF_ANOTHER' });
  const own = await buy(host, home, customerId);
  const { receipt: members } = await paymentsAt(host, home).getReceipt({ paymentId: own.paymentId });
  expect(members?.claimCode).toBe('');
});

test('a member of another owner’s café earns here too, without being a customer of ours', async () => {
  const customerId = await newCustomer(host, home);
  const { orderId } = await buy(host, away, '', [line(away.menu.beans)]);
  const claim = { ...once(), cafeId: away.cafeId, orderId, customerId };
  const nobody = { ...claim, ...once(), customerId: newId() };
  await expect(pointsAt(host, away).claimOrder(nobody)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  await buy(host, home, customerId);
  await balanceWhen(host, home, customerId, ({ points }) => points === 25n);
  expect(await pointsAt(host, away).claimOrder(claim)).toMatchObject({ points: 180n });
  await balanceWhen(host, home, customerId, ({ points }) => points === 205n);
});

test('managers give points, take back what their café gave, and see it in a list of the day', async () => {
  const customerId = await newCustomer(host, home);
  const { cafeId } = home;
  const adjust = (points: bigint, more: object = {}) =>
    pointsAt(host, home).adjustPoints({
      ...{ ...once(), cafeId, customerId, points, reason: 'ADJUST_REASON_GOODWILL' as never },
      ...more,
    });
  const given = await adjust(40n);
  expect(given).toMatchObject({ adjustment: { points: 40n }, balance: { points: 40n } });
  await expect(adjust(-50n)).rejects.toMatchObject({ reason: 'ADJUSTMENT_TOO_LARGE' });
  await expect(adjust(5n, { reason: 'ADJUST_REASON_OTHER' })).rejects.toMatchObject({
    reason: 'INVALID_FIELD',
  });
  await expect(adjust(5n, { customerId: newId() })).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  const same = once();
  expect((await adjust(-15n, same)).balance?.points).toBe(25n);
  expect((await adjust(-15n, same)).balance?.points).toBe(25n);
  await expect(adjust(-5n, same)).rejects.toMatchObject({ reason: 'REQUEST_ID_REUSED' });
  const businessDay = given.adjustment?.businessDay ?? '';
  const { adjustments } = await pointsAt(host, home).listAdjustments({ cafeId, businessDay });
  const mine = adjustments.filter((each) => each.customerId === customerId);
  expect(mine.map(({ points }) => points)).toEqual([-15n, 40n]);
});

test('row-level security alone keeps cafés, organisations and members apart', async () => {
  const customerId = await newCustomer(host, away);
  await buy(host, away, customerId);
  await balanceWhen(host, away, customerId, ({ points }) => points > 0n);
  const { payment } = await spent(customerId, 5n, CaptureMode.MANUAL);
  const own = await placeOrder(host, home, [line(home.menu.coffee)]);
  await payPoints(host, home, { orderId: own.orderId, customerId: member, points: 5n });
  const db = openDatabase({ url: host.database('loyalty').url, service: 'loyalty' });
  try {
    const given = { db, owner: host.db('loyalty'), tables: ['network_cafe', 'hold', 'earning'] };
    const side = ({ organisationId, cafeId }: TestCafe) => ({
      organisationId,
      cafeId,
      scope: cafeScope(cafeId),
    });
    const owned = ({ organisationId }: TestCafe) => ({
      organisationId,
      scope: organisationScope(organisationId),
    });
    expect(await leaksOf({ ...given, mine: side(home), theirs: side(away) })).toEqual([]);
    expect(await leaksOf({ ...given, mine: owned(home), theirs: owned(away) })).toEqual([]);
    for (const table of ['entry_set', 'transfer', 'lot', 'entry']) {
      const text = `select customer_id, cafe_id from ${table}`;
      const read = async (scope: ReturnType<typeof cafeScope>) =>
        db.read<{ customer_id: string; cafe_id: string }>(scope, statement(`test_all_${table}`, text), []);
      const [atHome, ofMember] = [await read(cafeScope(home.cafeId)), await read(customerScope(customerId))];
      expect(new Set(atHome.map((row) => row.cafe_id)), table).toEqual(new Set([home.cafeId]));
      expect(new Set(ofMember.map((row) => row.customer_id)), table).toEqual(new Set([customerId]));
    }
  } finally {
    await db.close();
  }
  expect(payment?.status).toBe(PaymentStatus.AUTHORIZED);
});

test('nobody changes the ledger, not even its owner', async () => {
  const owner = host.db('loyalty');
  for (const change of [
    'update transfer set points = 1',
    'delete from entry_set',
    'truncate transfer cascade',
  ])
    await expect(owner.query(change), change).rejects.toThrow('never changed');
  const db = openDatabase({ url: host.database('loyalty').url, service: 'loyalty' });
  const change = statement('test_change', 'update transfer set points = 1');
  await expect(db.command({ kind: 'service' }, change, [])).rejects.toMatchObject({ code: '42501' });
  await db.close();
});

test('two records of one member become one: points, debts and holds are theirs, and orders of both follow them', async () => {
  const [kept, other] = [await newCustomer(host, home), await newCustomer(host, home)];
  await buy(host, home, kept);
  const theirs = await buy(host, home, other);
  await balanceWhen(host, home, kept, ({ points }) => points === 25n);
  await balanceWhen(host, home, other, ({ points }) => points === 25n);
  const { paymentId } = await spent(other, 10n, CaptureMode.MANUAL);
  const customers = host.peer(CustomerServiceDefinition, home.staff('customer.read', 'customer.administer'));
  const { organisationId } = home;
  const merge = { ...once(), organisationId, customerId: kept, mergedCustomerId: other };
  await customers.mergeCustomers(merge);
  await customers.mergeCustomers(merge);
  await balanceWhen(host, home, kept, (balance) => balance.points === 40n && balance.held === 10n);
  const led = await balanceWhen(host, home, other, ({ points }) => points === 40n);
  expect(led.customerId).toBe(kept);
  await refund(host, home, theirs.paymentId, theirs.cents);
  await balanceWhen(host, home, kept, (balance) => balance.points === 15n && balance.held === 10n);
  const payments = host.peer(PaymentServiceDefinition, away.staff('payment.take', 'payment.read'));
  await payments.cancelPayment({ ...once(), paymentId });
  await balanceWhen(host, home, kept, (balance) => balance.points === 25n && balance.held === 0n);
  const found = await customers.getCustomer({ organisationId, customerId: other });
  expect(found.customer?.profile?.customerId).toBe(kept);
  const orders = host.peer(OrderServiceDefinition, home.staff('order.read'));
  await eventually(async () => {
    const listed = await orders.listCustomerOrders({ customerId: kept, cafeId: home.cafeId });
    return listed.orders.length === 2;
  });
  const again = { ...once(), organisationId, customerId: kept, mergedCustomerId: other };
  await expect(customers.mergeCustomers(again)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const folder = new URL('../audit/', import.meta.url);
  for (const name of ['points-ledger', 'points-members', 'points-holds', 'points-earnings']) {
    const { rows } = await host.db('loyalty').query(readFileSync(new URL(`${name}.sql`, folder), 'utf8'));
    expect(
      rows.filter(({ problem }) => problem),
      name,
    ).toEqual([]);
  }
});
