import { service as cafe } from '@sippy/cafe';
import { startTestService, type TestHost } from '@sippy/kit/testing';
import { service as loyalty } from '@sippy/loyalty';
import { SettlementServiceDefinition } from '@sippy/proto/settlement/v1/settlement_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service } from '../src/main.ts';
import { newNetwork, newOwner, type Owner, testClock } from './fixture.ts';
import {
  covered,
  earned,
  expired,
  givenBack,
  type Journal,
  type Moved,
  openJournal,
  redeemed,
  shopOf,
} from './points.ts';

let host: TestHost;
let journal: Journal;

beforeAll(async () => {
  host = await startTestService([service, cafe, loyalty], { clock: testClock() });
  journal = openJournal(host);
});
afterAll(async () => {
  await journal?.db.close();
  await host?.stop();
});

test('a report says what became of points in its month, what is left of them by age, and shows an owner their own alone', async () => {
  const [a, b] = [await newOwner(host), await newOwner(host)];
  const { networkId } = await newNetwork([a, b]);
  const of = (owner: Owner, lotId: string, points: number, businessDay: string): Moved => ({
    ...{ networkId, issuer: shopOf(owner), points, businessDay, lotId },
  });
  const [old, young, theirs] = Array.from({ length: 3 }, () => crypto.randomUUID()) as [
    string,
    string,
    string,
  ];
  await journal.apply(
    earned(of(a, old, 1000, '2026-01-20')),
    earned(of(a, young, 500, '2026-03-31')),
    earned(of(b, theirs, 300, '2026-03-15')),
    redeemed(shopOf(a), of(a, old, 200, '2026-03-02')),
    redeemed(shopOf(b), of(a, old, 300, '2026-03-03')),
    redeemed(shopOf(a), of(b, theirs, 40, '2026-03-20')),
    givenBack(shopOf(b), of(a, old, 50, '2026-03-04')),
    expired(of(a, old, 100, '2026-03-05')),
    covered(shopOf(b), of(a, old, 20, '2026-03-21'), of(b, theirs, 20, '2026-03-21')),
    redeemed(shopOf(b), of(a, young, 77, '2026-04-01')),
  );
  const report = async (owner: Owner, month = '2026-03') => {
    const { organisationId } = owner;
    const settling = host.peer(SettlementServiceDefinition, owner.principal);
    return (await settling.getPointsReport({ organisationId, networkId, month })).cafes;
  };
  const all = new Map((await report(a)).map((cafe) => [cafe.organisationId, cafe]));
  expect(all.get(a.organisationId)).toMatchObject({
    ...{ issued: 500n, redeemedHome: 200n, redeemedAway: 300n, redeemedOfOthers: 40n },
    ...{ expired: 100n, reversed: -30n, outstanding: 930n, liability: { minor: 465n } },
    // 200 and 300 less 50 that were given back, and 20 for which others were spent.
    ...{ redeemedValue: { minor: 235n }, returningMembers: 0n, costPerReturningMember: undefined },
    ages: [{ points: 500n }, { points: 430n, fromDays: 31 }, { points: 0n }, { points: 0n }, { points: 0n }],
  });
  expect(all.get(b.organisationId)).toMatchObject({
    issued: 300n,
    redeemedAway: 40n,
    redeemedOfOthers: 300n,
    redeemedValue: { minor: 10n },
  });
  expect((await report(b)).map((cafe) => cafe.organisationId)).toEqual([b.organisationId]);
  const april = (await report(a, '2026-04')).find((cafe) => cafe.organisationId === a.organisationId);
  expect(april).toMatchObject({ issued: 0n, redeemedAway: 77n, outstanding: 853n });
  const stranger = await newOwner(host);
  await expect(report(stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
}, 60_000);
