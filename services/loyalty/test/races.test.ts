/** Many at the same time, and processes that end in the middle. */
import { statement } from '@sippy/kit/db';
import { isDatabaseAway } from '@sippy/kit/db-errors';
import { newId } from '@sippy/kit/ids';
import type { OnceKey } from '@sippy/kit/once';
import { Refusal } from '@sippy/kit/refusal';
import { testCall } from '@sippy/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adjustPoints } from '../src/domain/adjust.ts';
import type { Place } from '../src/domain/earning.ts';
import { holdPoints } from '../src/domain/holds.ts';
import { begin } from '../src/domain/posting.ts';
import { postAbout } from '../src/steps/post-about.ts';
import { postOnce } from '../src/steps/post-once.ts';
import { placeOf } from '../src/store/places.ts';
import { readPurses } from '../src/store/purses.ts';
import { type Ledger, openLedger, orderEvent, paymentEvent } from './ledger.ts';

let ledger: Ledger;
let place: Place;

beforeAll(async () => {
  ledger = await openLedger(['UTC']);
  const found = await placeOf(ledger.db, {
    cafeId: ledger.cafes[0]?.cafeId ?? '',
    time: ledger.clock.time,
  });
  if (!found) throw new Error('there is no programme');
  place = found;
});
afterAll(() => ledger?.close());

const keyOf = (requestId = newId()): OnceKey => ({
  ...{ bucket: '0001-01-01', caller: 'test', method: 'test', requestId, hash: Buffer.of(1) },
});

/** A member with so many points. */
async function memberWith(points: bigint) {
  const member = { customerId: newId(), networkId: ledger.networkId };
  await postAbout(ledger.ctx, member, (purse) => ({
    posting: adjustPoints(begin(purse), place, { points, reason: 'GOODWILL', note: '' }, ledger.ctx.moment()),
  }));
  return member;
}

const wish = (points: bigint) => ({
  ...{ holdId: newId(), orderId: newId(), orderTotal: 100_000n, most: 100_000n, points },
});

/** Tries again what found no connection in time, as a client would. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
    }
  }
}

test('a thousand holds of one balance at the same time overspend nothing', async () => {
  const member = await memberWith(1000n);
  const hold = () =>
    postOnce(ledger.ctx, testCall(), keyOf(), member, (purse) =>
      holdPoints(begin(purse), place, wish(70n), ledger.ctx.moment()),
    ).then(
      () => 'held',
      (error) => {
        if (error instanceof Refusal) return error.reason;
        throw error;
      },
    );
  const outcomes = await Promise.all(Array.from({ length: 1000 }, () => patiently(hold)));
  const [purse] = await readPurses(ledger.db, member.customerId, member.networkId);
  const held = outcomes.filter((outcome) => outcome === 'held').length;
  const refused = outcomes.filter((outcome) => outcome === 'NOT_ENOUGH_POINTS').length;
  expect({ held, refused }).toEqual({ held: 14, refused: 986 });
  expect(purse?.lots).toMatchObject([{ free: 20n, held: 980n }]);
});

test('an order earns once, however many hear of it at the same time', async () => {
  const [cafe] = ledger.cafes;
  if (!cafe) throw new Error('there is no café');
  const customerId = newId();
  const told = { orderId: newId(), cafe, customerId, cents: 500, version: 1 };
  const paid = {
    ...told,
    paymentId: newId(),
    paid: 500,
    refunded: 0,
    time: ledger.clock.time,
    day: '2026-01-10',
  };
  const events = [orderEvent(told), paymentEvent(paid), paymentEvent({ ...paid, version: 2, refunded: 100 })];
  const deliveries = Array.from({ length: 30 }, (_, i) => events[i % 3] ?? events[0]).flatMap(
    (one) => one ?? [],
  );
  await Promise.all(deliveries.map((event) => patiently(() => ledger.hear(event))));
  const [purse] = await readPurses(ledger.db, customerId, null);
  expect(purse?.lots).toMatchObject([{ free: 40n }]);
});

test('a request whose process ended in the middle has posted nothing, and posts once when it comes again', async () => {
  const member = await memberWith(50n);
  const key = keyOf();
  const suicide = statement('test_suicide', 'select pg_terminate_backend(pg_backend_pid())');
  let deaths = 0;
  const request = () =>
    postOnce(ledger.ctx, testCall(), key, member, async (purse, tx) => {
      if (deaths++ === 0) await tx.query(suicide, []);
      return holdPoints(begin(purse), place, wish(20n), ledger.ctx.moment());
    });
  await expect(request()).rejects.toSatisfy(isDatabaseAway);
  const [before] = await readPurses(ledger.db, member.customerId, null);
  expect(before?.lots).toMatchObject([{ free: 50n, held: 0n }]);
  const first = await request();
  expect(await request()).toMatchObject({ ...first });
  const [after] = await readPurses(ledger.db, member.customerId, null);
  expect(after?.lots).toMatchObject([{ free: 30n, held: 20n }]);
});
