/** What happens by the clock alone. */

import { newId } from '@sippy/kit/ids';
import { addDays } from '@sippy/kit/time';
import { Event } from '@sippy/proto/event/v1/event';
import { PointsExpiring } from '@sippy/proto/loyalty/v1/loyalty_event';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expirePointsJob } from '../src/jobs/expire-points.ts';
import { forgetOrdersJob } from '../src/jobs/forget-orders.ts';
import { noticeExpiryJob } from '../src/jobs/notice-expiry.ts';
import { readPurses } from '../src/store/purses.ts';
import { type Ledger, openLedger, orderEvent, paymentEvent } from './ledger.ts';

const { signal } = new AbortController();
let ledger: Ledger;

beforeAll(async () => {
  ledger = await openLedger(['Pacific/Honolulu', 'Pacific/Kiritimati']);
});
afterAll(() => ledger?.close());

/** An order of 5.00 that is paid on a day at a café; returns its member. */
async function earned(cafeIndex: number, day: string): Promise<string> {
  const cafe = ledger.cafes[cafeIndex];
  if (!cafe) throw new Error('there is no such café');
  const told = { orderId: newId(), cafe, customerId: newId(), cents: 500, version: 1 };
  const paid = { ...told, paymentId: newId(), paid: 500, refunded: 0, time: ledger.clock.time, day };
  await ledger.hear(orderEvent(told), paymentEvent(paid));
  return told.customerId;
}

const leftOf = async (customerId: string) => {
  const [purse] = await readPurses(ledger.db, customerId, null);
  return purse?.lots.reduce((sum, { free }) => sum + free, 0n) ?? 0n;
};

test('points last through their last day at the café that issued them, wherever the day ends first', async () => {
  ledger.clock.time = new Date('2026-01-10T12:00:00Z');
  const [honolulu, kiritimati] = [await earned(0, '2026-01-10'), await earned(1, '2026-01-10')];
  const at = async (time: string) => {
    ledger.clock.time = new Date(time);
    await expirePointsJob(ledger.ctx).run(signal);
    return [await leftOf(honolulu), await leftOf(kiritimati)];
  };
  expect(await at('2026-02-10T09:59:00Z')).toEqual([50n, 50n]);
  expect(await at('2026-02-10T10:00:00Z')).toEqual([50n, 0n]);
  expect(await at('2026-02-11T09:59:00Z')).toEqual([50n, 0n]);
  expect(await at('2026-02-11T10:00:00Z')).toEqual([0n, 0n]);
});

test('what is left of a lot is told of once, thirty days before its last day', async () => {
  ledger.clock.time = new Date('2026-05-10T12:00:00Z');
  const customerId = await earned(0, '2026-05-10');
  const told = async (days: number) => {
    ledger.clock.time = new Date(`${addDays('2026-06-10', days)}T12:00:00Z`);
    await noticeExpiryJob(ledger.ctx).run(signal);
    const { rows } = await ledger.owner.query(`select envelope from event where type = 'points.expiring'`);
    const notices = rows.map((row) => PointsExpiring.decode(Event.decode(row.envelope).payload));
    return notices.filter((notice) => notice.customerId === customerId);
  };
  expect(await told(-31)).toEqual([]);
  expect(await told(-30)).toMatchObject([{ points: 50n, expireDay: '2026-06-10' }]);
  expect(await told(-29)).toHaveLength(1);
});

test('an order with which nothing was earned is forgotten after a month, another stays', async () => {
  const start = new Date('2026-07-01T12:00:00Z');
  ledger.clock.time = start;
  const [cafe] = ledger.cafes;
  if (!cafe) throw new Error('there is no café');
  await earned(0, '2026-07-01');
  const guest = { orderId: newId(), cafe, customerId: '', cents: 500, version: 2 };
  await ledger.hear(
    paymentEvent({ ...guest, paymentId: newId(), paid: 500, refunded: 100, time: start, day: '2026-07-01' }),
  );
  const count = async (days: number) => {
    ledger.clock.time = new Date(start.getTime() + days * 86_400_000);
    await forgetOrdersJob(ledger.ctx).run(signal);
    const { rows } = await ledger.owner.query(
      'select count(*)::int as count from earning where update_time = $1',
      [start],
    );
    return rows[0].count;
  };
  expect([await count(30), await count(31)]).toEqual([2, 1]);
});
