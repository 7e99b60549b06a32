/** What exceeds the limits of a programme is held, listed and decided about; nobody earns on their own sales. */
import { readFileSync } from 'node:fs';
import { newId } from '@sippy/kit/ids';
import { testCall } from '@sippy/kit/testing';
import { GuardReason, ReviewStatus } from '@sippy/proto/loyalty/v1/guard';
import { HoldPointsRequest } from '@sippy/proto/loyalty/v1/loyalty_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_GUARDS } from '../src/domain/guards.ts';
import { holdPoints } from '../src/rpc/hold-points.ts';
import { listHeldEarnings } from '../src/rpc/list-held-earnings.ts';
import { reviewEarning } from '../src/rpc/review-earning.ts';
import { type Ledger, openLedger, orderEvent, paymentEvent, plainRules, staffEvent } from './ledger.ts';

const LIMIT = 5;
const DAY = '2026-01-10';
let ledger: Ledger;

beforeAll(async () => {
  const limits = { ...DEFAULT_GUARDS.limits, MEMBER: { orders: LIMIT, points: 0 } };
  ledger = await openLedger(['UTC'], {
    ...plainRules,
    guards: { ...DEFAULT_GUARDS, limits, redemptions: 2 },
  });
});
afterAll(() => ledger?.close());

/** An order of a member that is placed; and how its payment is told. */
async function placed(customerId: string, minute: number, more: { placedById?: string; day?: string } = {}) {
  const [cafe] = ledger.cafes;
  if (!cafe) throw new Error('no café');
  const { placedById, day = DAY } = more;
  const orderId = newId();
  await ledger.hear(
    orderEvent({ orderId, cafe, customerId, version: 1, cents: 100, ...(placedById ? { placedById } : {}) }),
  );
  const time = new Date(`${day}T10:${String(minute).padStart(2, '0')}:00Z`);
  const told = { orderId, paymentId: newId(), cafe, customerId, day, time };
  const paid = paymentEvent({ ...told, version: 1, paid: 100, refunded: 0 });
  const refunded = paymentEvent({ ...told, version: 2, paid: 100, refunded: 100 });
  return { orderId, paid, refunded };
}

const earned = async (customerId: string): Promise<bigint> => {
  const sql = 'select coalesce(sum(posted), 0)::bigint as points from earning where customer_id = $1';
  return (await ledger.owner.query(sql, [customerId])).rows[0].points;
};

async function heldOf(customerId: string) {
  const cafeId = ledger.cafes[0]?.cafeId ?? '';
  const asked = {
    cafeId,
    businessDay: DAY,
    status: ReviewStatus.UNSPECIFIED,
    page: { pageSize: 200, pageToken: '' },
  };
  const { earnings } = await listHeldEarnings(ledger.ctx)(asked, testCall());
  return earnings.filter((one) => one.customerId === customerId);
}

const review = (orderId: string, decision: ReviewStatus, call = testCall(), requestId = newId()) =>
  reviewEarning(ledger.ctx)(
    { requestId, cafeId: ledger.cafes[0]?.cafeId ?? '', orderId, decision, note: 'looked at' },
    call,
  );

test('however many payments come at the same time, no more orders of a member earn in a day than may', async () => {
  const customerId = newId();
  const orders = await Promise.all(Array.from({ length: 12 }, (_, i) => placed(customerId, i)));
  await Promise.all(orders.map(({ paid }) => ledger.hear(paid)));
  expect(await earned(customerId)).toBe(10n * BigInt(LIMIT));
  const held = await heldOf(customerId);
  expect(held).toHaveLength(12 - LIMIT);
  expect(held[0]).toMatchObject({
    ...{ status: ReviewStatus.HELD, reasons: [GuardReason.MEMBER_LIMIT], points: 10n, businessDay: DAY },
  });
  await Promise.all(orders.map(({ paid }) => ledger.hear(paid)));
  expect(await earned(customerId)).toBe(10n * BigInt(LIMIT));
  const other = await placed(customerId, 59, { day: '2026-01-09' });
  await ledger.hear(other.paid);
  expect(await earned(customerId)).toBe(10n * BigInt(LIMIT + 1));
});

test('in one batch it is the sales that came last that are held', async () => {
  const customerId = newId();
  const orders = await Promise.all([6, 5, 4, 3, 2, 1, 0].map((minute) => placed(customerId, minute)));
  await ledger.hear(...orders.map(({ paid }) => paid));
  const held = (await heldOf(customerId)).map(({ orderId }) => orderId);
  expect(new Set(held)).toEqual(new Set(orders.slice(0, 2).map(({ orderId }) => orderId)));
});

test('what is held earns once it is released, once; refused it earns nothing for good', async () => {
  const customerId = newId();
  const orders = await Promise.all(Array.from({ length: LIMIT + 2 }, (_, i) => placed(customerId, i)));
  await ledger.hear(...orders.map(({ paid }) => paid));
  const [first, second] = orders.slice(-2);
  if (!first || !second) throw new Error('no order');
  const [call, requestId] = [testCall(), newId()];
  const released = () => review(first.orderId, ReviewStatus.RELEASED, call, requestId);
  const answers = await Promise.all([released(), released(), review(first.orderId, ReviewStatus.RELEASED)]);
  for (const { points, earning } of answers) {
    expect(points).toBe(10n);
    expect(earning).toMatchObject({ status: ReviewStatus.RELEASED, note: 'looked at' });
  }
  expect(await earned(customerId)).toBe(10n * BigInt(LIMIT + 1));
  await expect(review(first.orderId, ReviewStatus.REFUSED)).rejects.toMatchObject({
    ...{ reason: 'EARNING_REVIEWED', metadata: { status: 'RELEASED' } },
  });
  await review(second.orderId, ReviewStatus.REFUSED);
  await ledger.hear(second.paid, first.refunded);
  expect(await earned(customerId)).toBe(10n * BigInt(LIMIT));
  await expect(review(orders[0]?.orderId ?? '', ReviewStatus.RELEASED)).rejects.toMatchObject({
    reason: 'EARNING_REVIEWED',
  });
});

test('nobody decides about their own points, by their account or as a member of staff', async () => {
  const customerId = newId();
  const orders = await Promise.all(Array.from({ length: LIMIT + 1 }, (_, i) => placed(customerId, i)));
  await ledger.hear(...orders.map(({ paid }) => paid));
  const orderId = orders.at(-1)?.orderId ?? '';
  const staffId = newId();
  await ledger.hear(staffEvent(staffId, customerId));
  for (const [kind, id] of [['user', customerId] as const, ['staff', staffId] as const]) {
    const own = review(orderId, ReviewStatus.RELEASED, testCall({ actor: { kind, id } }));
    await expect(own).rejects.toMatchObject({ reason: 'OWN_SALE' });
  }
});

test('staff earn nothing on what they sell to themselves, and as guests of a colleague they do', async () => {
  const [customerId, staffId, colleague] = [newId(), newId(), newId()];
  await ledger.hear(staffEvent(staffId, customerId));
  const own = await placed(customerId, 1, { placedById: staffId });
  const others = await placed(customerId, 2, { placedById: colleague });
  await ledger.hear(own.paid, others.paid);
  expect(await earned(customerId)).toBe(10n);
  const [refused] = await heldOf(customerId);
  expect(refused).toMatchObject({
    ...{ orderId: own.orderId, staffId, reasons: [GuardReason.OWN_SALE], status: ReviewStatus.REFUSED },
  });
  await expect(review(own.orderId, ReviewStatus.RELEASED)).rejects.toMatchObject({
    reason: 'EARNING_REVIEWED',
  });
});

test('a member pays with points no more often than may be, however many payments are begun at once', async () => {
  const customerId = newId();
  await ledger.hear((await placed(customerId, 1)).paid);
  const [cafe] = ledger.cafes;
  const money = { currencyCode: 'USD', minor: 100n };
  const pay = () =>
    holdPoints(ledger.ctx)(
      HoldPointsRequest.fromPartial({
        ...{ requestId: newId(), orderId: newId(), cafeId: cafe?.cafeId ?? '', customerId, points: 1n },
        ...{ orderTotal: money, most: money, beforeTime: new Date(ledger.clock.time.getTime() + 60_000) },
      }),
      testCall(),
    );
  const answers = await Promise.allSettled(Array.from({ length: 6 }, pay));
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  expect(refused).toHaveLength(4);
  for (const error of refused)
    expect(error).toMatchObject({ reason: 'REDEEMING_LIMIT', metadata: { times: '2' } });
});

test('the audit agrees with the ledger after all of it', async () => {
  for (const name of ['points-earnings', 'points-members', 'points-reviews']) {
    const sql = readFileSync(new URL(`../audit/${name}.sql`, import.meta.url), 'utf8');
    const { rows } = await ledger.owner.query(sql);
    expect(
      rows.filter(({ problem }) => problem),
      name,
    ).toEqual([]);
  }
});
