/** The whole way of vouchers: from a campaign by a code to an order, its payment, and back. */
import { openDatabase, statement } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { cafeScope, customerScope, organisationScope } from '@sippy/kit/scope';
import { eventually, type TestHost } from '@sippy/kit/testing';
import { VoucherStatus } from '@sippy/proto/loyalty/v1/voucher';
import { VoucherMisfit } from '@sippy/proto/order/v1/order';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { manager, ordersAs } from '../../order/test/fixture.ts';
import {
  given,
  line,
  newCafe,
  newCustomer,
  newNetwork,
  once,
  payCash,
  placeOrder,
  refund,
  startLoyalty,
  type TestCafe,
} from './fixture.ts';
import { newCampaign, newVoucher, terms, vouchersAt, vouchersBy, vouchersOf } from './vouchers.ts';

let host: TestHost;
let home: TestCafe;
let away: TestCafe;
let networkId: string;
let member: string;

beforeAll(async () => {
  host = await startLoyalty();
  [home, away] = await Promise.all([newCafe(host), newCafe(host)]);
  networkId = await newNetwork(host, [home, away]);
  member = await newCustomer(host, home);
});
afterAll(() => host?.stop());

const orders = (cafe = home) => ordersAs(host, cafe.staff(...manager, 'loyalty.read'));
const applyTo = (voucherId: string, orderId: string, customerId = member, cafe = home) =>
  vouchersAt(host, cafe).applyVoucher({
    ...{ ...once(), cafeId: cafe.cafeId, customerId, voucherId, orderId },
  });
const statusOf = async (voucherId: string) =>
  (await host.db('loyalty').query('select status from voucher where voucher_id = $1', [voucherId])).rows[0]
    ?.status;
const eventsOf = async (voucherId: string) =>
  (
    await host
      .db('loyalty')
      .query('select type from event where aggregate_id = $1 order by aggregate_version', [voucherId])
  ).rows.map(({ type }) => type);

describe('a code', () => {
  test('gives each member one voucher, is not readable anywhere, and no more than there are, however many claim', async () => {
    const campaign = await newCampaign(host, home, networkId, { inAll: 7 });
    const asked = { ...once(), ...campaign, count: 2, maxClaims: 5 };
    const { codes } = await vouchersBy(host, home).createVoucherCodes(asked);
    expect((await vouchersBy(host, home).createVoucherCodes(asked)).codes).toEqual([]);
    const [first = '', second = ''] = codes;
    const claim = (code: string, customerId: string, request = once()) =>
      vouchersOf(host, customerId).claimVoucher({ ...request, code });
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        claim(i % 2 ? first : second.toLowerCase().replaceAll('-', ' '), newId()).then(
          () => 'got',
          ({ reason }) => reason,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'got')).toHaveLength(7);
    expect(outcomes.filter((outcome) => outcome === 'VOUCHERS_GONE')).toHaveLength(23);
    await expect(claim('ABCDE-ABCDE', member)).rejects.toMatchObject({ reason: 'CODE_INVALID' });

    const open = await newCampaign(host, home, networkId);
    const { codes: more } = await vouchersBy(host, home).createVoucherCodes({
      ...{ ...once(), ...open, count: 1 },
    });
    const code = given(more[0]);
    const request = once();
    const [got, again] = await Promise.all([claim(code, member, request), claim(code, member, request)]);
    expect(again).toEqual(got);
    await expect(claim(code, member)).rejects.toMatchObject({ reason: 'VOUCHER_LIMIT' });
    await vouchersBy(host, home).endCampaign({ ...once(), ...open });
    await expect(claim(code, newId())).rejects.toMatchObject({ reason: 'CAMPAIGN_ENDED' });
  });

  test('cannot be tried out: after ten in a minute a caller waits', async () => {
    const customerId = newId();
    const tries = Array.from({ length: 12 }, () =>
      vouchersOf(host, customerId)
        .claimVoucher({ ...once(), code: 'NOT-A-CODE' })
        .catch(({ code }) => code),
    );
    expect(new Set(await Promise.all(tries))).toContain('RESOURCE_EXHAUSTED');
  });
});

describe('an applied voucher', () => {
  test('makes the order cheaper, is used with its payment, and is back with all of its money', async () => {
    const { voucherId } = await newVoucher(host, home, networkId, member);
    const quoted = await orders().quoteOrder({
      ...{
        cafeId: home.cafeId,
        lines: [line(home.menu.coffee)],
        voucherIds: [voucherId],
        customerId: member,
      },
    });
    expect(quoted.totals?.total?.minor).toBe(150n);
    expect(quoted.trace.filter(({ sourceId }) => sourceId === voucherId)).toMatchObject([
      { name: 'A dollar off', amount: { minor: -100n } },
      { name: 'A dollar off', amount: { minor: -100n }, lineId: quoted.lines[0]?.lineId },
    ]);
    const order = await placeOrder(host, home, [line(home.menu.coffee)]);
    const request = {
      ...{ ...once(), cafeId: home.cafeId, customerId: member, voucherId, orderId: order.orderId },
    };
    const [first, twin] = await Promise.all([
      vouchersAt(host, home).applyVoucher(request),
      vouchersAt(host, home).applyVoucher(request),
    ]);
    for (const { voucher } of [first, twin]) expect(voucher?.status).toBe(VoucherStatus.APPLIED);
    expect(first.order).toMatchObject({ customerId: member, totals: { total: { minor: 150n } } });
    expect(first.order?.discounts).toMatchObject([
      { name: 'A dollar off', amount: { minor: 100n }, voucher: { voucherId } },
    ]);
    const { order: now } = await orders().getOrder({ orderId: order.orderId });
    const version = now?.version ?? 0n;
    const moved = orders().updateOrder({ ...once(), orderId: order.orderId, version, customerId: '' });
    await expect(moved).rejects.toMatchObject({ reason: 'VOUCHER_ON_ORDER' });
    const { payment } = await payCash(host, home, order.orderId);
    expect(payment?.amount?.minor).toBe(150n);
    await eventually(async () => (await statusOf(voucherId)) === 'USED');
    const elsewhere = await placeOrder(host, home, [line(home.menu.coffee)]);
    const reused = applyTo(voucherId, elsewhere.orderId);
    await expect(reused).rejects.toMatchObject({ reason: 'VOUCHER_USED' });
    await refund(host, home, payment?.paymentId ?? '', 100n);
    await refund(host, home, payment?.paymentId ?? '', 50n);
    await eventually(async () => (await statusOf(voucherId)) === 'ISSUED');
    expect(await eventsOf(voucherId)).toEqual(['voucher.issued', 'voucher.used', 'voucher.returned']);
  });

  test('is on one order at most, whoever applies it at the same time, and free when that is cancelled', async () => {
    const { voucherId } = await newVoucher(host, home, networkId, member);
    const placed = await Promise.all(
      Array.from({ length: 6 }, () => placeOrder(host, home, [line(home.menu.coffee)])),
    );
    const outcomes = await Promise.all(
      placed.map(({ orderId }) =>
        applyTo(voucherId, orderId).then(
          () => orderId,
          ({ reason }) => reason,
        ),
      ),
    );
    const winners = outcomes.filter((outcome) => placed.some(({ orderId }) => orderId === outcome));
    expect(winners).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'VOUCHER_APPLIED')).toHaveLength(5);
    const carrying = await Promise.all(placed.map(({ orderId }) => orders().getOrder({ orderId })));
    expect(carrying.filter(({ order }) => (order?.discounts.length ?? 0) > 0)).toHaveLength(1);
    const reason = { code: 'CHANGE_REASON_CODE_GUEST_REQUEST' } as const;
    await orders().cancelOrder({ ...once(), orderId: winners[0] ?? '', reason });
    await eventually(async () => (await statusOf(voucherId)) === 'ISSUED');
  });

  test('that no longer fits takes off nothing and says so, and counts again once it fits; it can be taken off', async () => {
    const { voucherId } = await newVoucher(host, home, networkId, member, { minimum: 400n });
    const order = await placeOrder(host, home, [line(home.menu.coffee), line(home.menu.muffin)], {
      fire: 'FIRE_MODE_LATER',
    });
    const { orderId } = order;
    const applied = await applyTo(voucherId, orderId);
    expect(applied.order?.totals?.total?.minor).toBe(475n);
    const muffin = order.lines[1]?.lineId ?? '';
    const less = await orders().removeLine({ ...once(), orderId, lineId: muffin });
    expect(less.order?.discounts).toMatchObject([
      { amount: { minor: 0n }, misfit: VoucherMisfit.BELOW_MINIMUM },
    ]);
    expect(less.order?.totals?.total?.minor).toBe(250n);
    const more = await orders().addLines({ ...once(), orderId, lines: [line(home.menu.beans)] });
    expect(more.order?.totals?.total?.minor).toBe(250n + 1800n - 100n);
    const removal = { ...once(), voucherId };
    const removed = await vouchersOf(host, member).removeVoucher(removal);
    expect(removed).toMatchObject({
      voucher: { status: VoucherStatus.ISSUED, orderId: '' },
      order: { discounts: [] },
    });
    expect((await vouchersOf(host, member).removeVoucher(removal)).voucher).toEqual(removed.voucher);
  });

  test('that makes an order free is used at once, and back when it is cancelled', async () => {
    const { voucherId } = await newVoucher(host, home, networkId, member, {
      value: { $case: 'freeItems', value: { free: 1, buy: 0, productIds: [], categoryIds: [] } },
    });
    const order = await placeOrder(host, home, [line(home.menu.coffee)]);
    const { voucher } = await applyTo(voucherId, order.orderId);
    expect(voucher?.status).toBe(VoucherStatus.USED);
    const reason = { code: 'CHANGE_REASON_CODE_GUEST_REQUEST' } as const;
    await orders().cancelOrder({ ...once(), orderId: order.orderId, reason });
    await eventually(async () => (await statusOf(voucherId)) === 'ISSUED');
  });
});

test('a voucher that is not theirs, not here, over or not worth anything is refused by its reason, and stays free', async () => {
  const stranger = await newCustomer(host, home);
  const { voucherId, terms: worth } = await newVoucher(host, home, networkId, member, { minimum: 300n });
  expect(worth).toMatchObject({ name: 'A dollar off', minimum: { currencyCode: 'USD', minor: 300n } });
  const order = await placeOrder(host, home, [line(home.menu.coffee)]);
  const named = await placeOrder(host, home, [line(home.menu.coffee)], { customerId: stranger });
  const there = await placeOrder(host, away, [line(away.menu.beans)]);
  const code = (promise: Promise<unknown>) => promise.catch((error) => error.reason ?? error.code);
  expect(await code(applyTo(voucherId, order.orderId))).toBe('VOUCHER_UNFIT');
  expect(await code(applyTo(voucherId, order.orderId, stranger))).toBe('NOT_FOUND');
  expect(await code(applyTo(voucherId, named.orderId))).toBe('ORDER_OF_ANOTHER');
  expect(await code(applyTo(voucherId, there.orderId, member, away))).toBe('VOUCHER_NOT_HERE');
  expect(await code(applyTo(voucherId, there.orderId))).toBe('NOT_FOUND');
  expect(await statusOf(voucherId)).toBe('ISSUED');
  const past = await newVoucher(host, home, networkId, member);
  await host
    .db('loyalty')
    .query(`update voucher set first_day = '2020-01-01', last_day = '2020-01-31' where voucher_id = $1`, [
      past.voucherId,
    ]);
  expect(await code(applyTo(past.voucherId, order.orderId))).toBe('VOUCHER_NOT_VALID_TODAY');
});

test('a campaign is its organisation’s, changes in favour of its members, and only administrators speak for the network', async () => {
  const make = (cafe: TestCafe, more: object) => newCampaign(host, cafe, networkId, more);
  const refused = (promise: Promise<unknown>) =>
    promise.catch((error) => error.fields?.[0]?.field ?? error.code);
  expect(await refused(make(away, { wholeNetwork: true }))).toBe('terms.whole_network');
  expect(await refused(make(home, { cafeIds: [away.cafeId] }))).toBe('terms.cafe_ids[0]');
  const whole = await newVoucher(host, home, networkId, member, { wholeNetwork: true });
  const there = await placeOrder(host, away, [line(away.menu.coffee)]);
  expect((await applyTo(whole.voucherId, there.orderId, member, away)).order?.totals?.total?.minor).toBe(
    150n,
  );
  const campaign = { campaignId: whole.campaignId, organisationId: home.organisationId };
  const change = (more: object) =>
    vouchersBy(host, home).updateCampaign({
      ...{ ...once(), ...campaign, version: 1n },
      terms: terms({ wholeNetwork: true, ...more }),
    });
  await expect(change({ minimum: 100n })).rejects.toMatchObject({ reason: 'CAMPAIGN_BINDS' });
  const changed = await change({ name: 'Spring' });
  expect(changed.campaign).toMatchObject({ version: 2n, issued: 1, terms: { name: 'Spring' } });
  await expect(change({ name: 'Late' })).rejects.toMatchObject({ code: 'ABORTED' });
  await vouchersBy(host, home).endCampaign({ ...once(), ...campaign });
  const list = { organisationId: home.organisationId };
  const { campaigns } = await vouchersBy(host, home).listCampaigns(list);
  expect(campaigns.some(({ campaignId }) => campaignId === whole.campaignId)).toBe(false);
  await expect(vouchersBy(host, away).listCampaigns(list)).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
  const seen = await vouchersOf(host, member).listVouchers({});
  expect(seen.vouchers.find(({ voucherId }) => voucherId === whole.voucherId)).toMatchObject({
    ...{ status: VoucherStatus.APPLIED, orderId: there.orderId },
  });
});

test('the database shows campaigns and vouchers to nobody whom they are not about', async () => {
  const db = openDatabase({ url: host.database('loyalty').url, service: 'loyalty' });
  try {
    const own = [organisationScope(home.organisationId), customerScope(member)];
    const foreign = [cafeScope(newId()), organisationScope(newId()), customerScope(newId())];
    const count = statement<{ count: number }>('test_vouchers', 'select count(*)::int as count from voucher');
    const seen = async (scope: (typeof own)[number]) => (await db.read(scope, count, []))[0]?.count;
    for (const scope of own) expect(await seen(scope)).toBeGreaterThan(0);
    for (const scope of foreign) expect(await seen(scope)).toBe(0);
  } finally {
    await db.close();
  }
});
