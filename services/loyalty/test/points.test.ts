/** The whole way: from a sale to points, to money off, and back. */
import { openDatabase, statement } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { cafeScope, customerScope, organisationScope } from '@sippy/kit/scope';
import { leaksOf } from '@sippy/kit/test-isolation';
import type { TestHost } from '@sippy/kit/testing';
import { HoldStatus } from '@sippy/proto/loyalty/v1/loyalty';
import { EntrySetKind } from '@sippy/proto/loyalty/v1/points';
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

/** An order at the other café with points held for it. */
async function held(customerId: string, points: bigint) {
  const order = await placeOrder(host, away, [line(away.menu.beans)]);
  const { hold } = await pointsAt(host, away).holdPoints({
    ...{ ...once(), cafeId: away.cafeId, orderId: order.orderId, customerId, points },
  });
  return { order, hold };
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

test('points earned at one café pay at another, and what was earned is taken back with the money', async () => {
  const customerId = await newCustomer(host, home);
  const bought = await buy(host, home, customerId, [line(home.menu.beans)]);
  await balanceWhen(host, home, customerId, ({ points }) => points === 180n);
  const { order, hold } = await held(customerId, 100n);
  expect(hold).toMatchObject({ points: 100n, amount: { minor: 100n }, status: HoldStatus.HELD });
  const twice = { ...once(), holdId: hold?.holdId ?? '' };
  const posted = await pointsAt(host, away).postHold(twice);
  expect(posted.hold?.status).toBe(HoldStatus.POSTED);
  expect(await pointsAt(host, away).postHold(twice)).toEqual(posted);
  await refund(host, home, bought.paymentId, 1800n);
  const owing = await balanceWhen(host, away, customerId, ({ points }) => points < 0n);
  expect(owing).toMatchObject({ points: -100n, worth: { minor: 0n } });
  await expect(held(customerId, 1n)).rejects.toMatchObject({ reason: 'POINTS_OWED' });
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

test('voided points are the member’s again, an order has one hold, and nobody holds for the order of another', async () => {
  const customerId = await newCustomer(host, home);
  await buy(host, home, customerId);
  await balanceWhen(host, home, customerId, ({ points }) => points === 25n);
  const { order, hold } = await held(customerId, 20n);
  const again = { ...once(), cafeId: away.cafeId, orderId: order.orderId, customerId, points: 5n };
  await expect(pointsAt(host, away).holdPoints(again)).rejects.toMatchObject({ reason: 'ORDER_HAS_HOLD' });
  await balanceWhen(host, away, customerId, (balance) => balance.points === 5n && balance.held === 20n);
  const holdId = hold?.holdId ?? '';
  const voided = await pointsAt(host, away).voidHold({ ...once(), holdId });
  expect(voided.hold?.status).toBe(HoldStatus.VOIDED);
  await expect(pointsAt(host, away).postHold({ ...once(), holdId })).rejects.toMatchObject({
    reason: 'HOLD_ENDED',
  });
  await balanceWhen(host, away, customerId, (balance) => balance.points === 25n && balance.held === 0n);
  await expect(held(customerId, 26n)).rejects.toMatchObject({ reason: 'NOT_ENOUGH_POINTS' });
  const owned = await placeOrder(host, home, [line(home.menu.coffee)], { customerId: member });
  const stranger = { ...once(), cafeId: home.cafeId, orderId: owned.orderId, customerId, points: 5n };
  await expect(pointsAt(host, home).holdPoints(stranger)).rejects.toMatchObject({
    reason: 'ORDER_OF_ANOTHER',
  });
  await expect(pointsOf(host, customerId).holdPoints({ ...stranger, customerId: '' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('money that is given back gives the points of the order back in proportion', async () => {
  const customerId = await newCustomer(host, home);
  await buy(host, home, customerId, [line(home.menu.beans)]);
  await balanceWhen(host, home, customerId, ({ points }) => points === 180n);
  const { order, hold } = await held(customerId, 100n);
  await pointsAt(host, away).postHold({ ...once(), holdId: hold?.holdId ?? '' });
  const { payment } = await payCash(host, away, order.orderId);
  await refund(host, away, payment?.paymentId ?? '', 450n);
  await balanceWhen(host, away, customerId, ({ points }) => points === 105n);
  const { hold: now } = await pointsAt(host, away).getHold({ holdId: hold?.holdId ?? '' });
  expect(now).toMatchObject({ status: HoldStatus.POSTED, givenBack: 25n });
});

test('a guest’s paid order is claimed once, by one member, and follows later refunds', async () => {
  const [customerId, other] = [await newCustomer(host, home), await newCustomer(host, home)];
  const { orderId, paymentId } = await buy(host, home, '', [line(home.menu.beans)]);
  const { cafeId } = home;
  const claim = { ...once(), cafeId, orderId, customerId };
  expect(await pointsAt(host, home).claimOrder(claim)).toEqual({ points: 180n });
  expect(await pointsAt(host, home).claimOrder(claim)).toEqual({ points: 180n });
  expect(await pointsAt(host, home).claimOrder({ ...claim, ...once() })).toEqual({ points: 180n });
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

test('a member of another owner’s café earns here too, without being a customer of ours', async () => {
  const customerId = await newCustomer(host, home);
  const { orderId } = await buy(host, away, '', [line(away.menu.beans)]);
  const claim = { ...once(), cafeId: away.cafeId, orderId, customerId };
  await expect(pointsAt(host, away).claimOrder(claim)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  await buy(host, home, customerId);
  await balanceWhen(host, home, customerId, ({ points }) => points === 25n);
  expect(await pointsAt(host, away).claimOrder(claim)).toEqual({ points: 180n });
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
  const { hold } = await held(customerId, 5n);
  const own = await placeOrder(host, home, [line(home.menu.coffee)]);
  const { cafeId } = home;
  await pointsAt(host, home).holdPoints({
    ...once(),
    cafeId,
    orderId: own.orderId,
    customerId: member,
    points: 5n,
  });
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
  expect(hold?.status).toBe(HoldStatus.HELD);
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
