import { newId } from '@sippy/kit/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countReturningMembers } from '../src/rpc/count-returning-members.ts';
import { type Ledger, type LedgerCafe, mergeEvent, openLedger, orderEvent, paymentEvent } from './ledger.ts';

let ledger: Ledger;

beforeAll(async () => {
  ledger = await openLedger(['UTC', 'UTC']);
});
afterAll(() => ledger?.close());

/** An order of 5.00 that is paid on a day; so much of it is given back. */
async function buy(cafe: LedgerCafe, customerId: string, day: string, refunded = 0): Promise<void> {
  const told = { orderId: newId(), cafe, customerId, cents: 500, version: 1 };
  const paid = { ...told, paymentId: newId(), paid: 500, refunded: 0, time: ledger.clock.time, day };
  await ledger.hear(orderEvent(told), paymentEvent(paid));
  if (refunded > 0) await ledger.hear(paymentEvent({ ...paid, version: 2, refunded }));
}

/** Who came back in March, by café. */
async function cameBack(cafe: LedgerCafe): Promise<bigint> {
  const asked = { networkId: ledger.networkId, fromDay: '2026-03-01', untilDay: '2026-04-01' };
  const { cafes } = await countReturningMembers(ledger.ctx)(asked, undefined as never);
  const found = cafes.find(({ cafeId }) => cafeId === cafe.cafeId);
  if (found) expect(found.organisationId).toBe(cafe.organisationId);
  return found?.members ?? 0n;
}

test('who earned at a café on a day of the month and on an earlier day there has come back, once, as one with whom they were merged', async () => {
  const [here, there] = ledger.cafes;
  if (!here || !there) throw new Error('there are no cafés');
  const lives: [why: string, returns: boolean, ...visits: [LedgerCafe, string, number?][]][] = [
    ['came back after a month', true, [here, '2026-02-28'], [here, '2026-03-01']],
    ['came twice within the month', true, [here, '2026-03-01'], [here, '2026-03-31'], [here, '2026-03-31']],
    ['kept half of what they bought', true, [here, '2026-01-05'], [here, '2026-03-05', 250]],
    ['bought twice on one day', false, [here, '2026-03-05'], [here, '2026-03-05']],
    ['came back in the next month', false, [here, '2026-03-31'], [here, '2026-04-01']],
    ['came back before the month', false, [here, '2026-01-05'], [here, '2026-02-28']],
    ['went to another café before', false, [there, '2026-02-28'], [here, '2026-03-05']],
    ['gave all back', false, [here, '2026-02-28'], [here, '2026-03-05', 500]],
    ['gave all of the first back', false, [here, '2026-02-28', 500], [here, '2026-03-05']],
  ];
  for (const [why, returns, ...visits] of lives) {
    const before = await cameBack(here);
    const customerId = newId();
    // The latest first: what comes late counts for its own day.
    for (const [cafe, day, refunded] of visits.toReversed()) await buy(cafe, customerId, day, refunded);
    expect((await cameBack(here)) - before, why).toBe(returns ? 1n : 0n);
  }
  expect(await cameBack(there)).toBe(0n);

  const before = await cameBack(here);
  const [kept, merged] = [newId(), newId()];
  await buy(here, merged, '2026-02-10');
  await buy(here, kept, '2026-03-10');
  expect(await cameBack(here)).toBe(before);
  await ledger.hear(mergeEvent(here, kept, merged));
  expect(await cameBack(here)).toBe(before + 1n);
  await buy(here, kept, '2026-03-11');
  await buy(here, merged, '2026-03-12');
  expect(await cameBack(here)).toBe(before + 1n);
});
