import { expect, test } from 'vitest';
import { watchClock } from '../../src/host/readiness.ts';
import { cleanup } from '../cleanup.ts';
import { thingsDatabase } from '../data/things-fixture.ts';
import { until } from '../fixtures.ts';

test('a clock five minutes off is noticed before the first call, and so is that it is right again', async () => {
  const { db } = await thingsDatabase();
  let shiftMs = 300_000;
  const told: (string | undefined)[] = [];
  const now = () => Date.now() + shiftMs;
  cleanup(await watchClock(db, (trouble) => told.push(trouble), { now, lookMs: 20 }));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/the clock is (299|300)\d{3} ms from the database's/);
  shiftMs = 0;
  await until(() => told.length === 2, 2000);
  expect(told[1]).toBeUndefined();
  shiftMs = -300_000;
  await until(() => told.length === 3, 2000);
  expect(told[2]).toContain('the clock is');
});
