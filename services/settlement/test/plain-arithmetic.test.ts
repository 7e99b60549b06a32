/** A month of random movements, settled by the service and anew by plain arithmetic. SIPPY_SETTLE_POSTINGS sets how many. */
import type { Event } from '@sippy/kit/events';
import type { TestHost } from '@sippy/kit/testing';
import type { Period } from '@sippy/proto/settlement/v1/settlement';
import { SettlementServiceDefinition } from '@sippy/proto/settlement/v1/settlement_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asking, given, newNetwork, newOwner, type Owner, startSettlement, testClock } from './fixture.ts';
import { earned, givenBack, type Journal, openJournal, redeemed, type Shop, shopOf } from './points.ts';

const postings = Number(process.env.SIPPY_SETTLE_POSTINGS ?? 3000);
const month = '2026-04';
const values = [0, 333, 1001];
let host: TestHost;
let journal: Journal;
let owners: [Owner, Owner, ...Owner[]];
let networkId: string;

beforeAll(async () => {
  host = await startSettlement({ clock: testClock(new Date('2026-04-10T12:00:00Z')) });
  journal = openJournal(host);
  owners = [await newOwner(host, 3), await newOwner(host, 2), await newOwner(host), await newOwner(host)];
  networkId = (await newNetwork(owners, { minorPerThousand: 333n })).networkId;
  const [a] = owners;
  const startTime = new Date('2026-04-11T00:00:00Z');
  await a.networks.setPointValue({ ...asking(a), networkId, minorPerThousand: 1001n, startTime });
});
afterAll(async () => {
  await journal?.db.close();
  await host?.stop();
});

/** Numbers from 0 on below a bound, the same in every run. */
function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

/** What each pair of cafés has of each value: issuer, redeemer, version → points. */
type Model = Map<string, number>;

function movement(draw: (below: number) => number, shops: readonly Shop[], model: Model): Event {
  const [issuer, at] = [given(shops[draw(shops.length)]), given(shops[draw(shops.length)])];
  const [kind, points, valueVersion] = [draw(10), 1 + draw(500), 1 + draw(2)];
  const moved = { networkId, issuer, points, valueVersion };
  if (kind < 3) return earned(moved);
  const sign = kind < 9 ? 1 : -1;
  const key = `${issuer.cafeId} ${at.cafeId} ${valueVersion}`;
  if (issuer !== at) model.set(key, (model.get(key) ?? 0) + sign * points);
  return sign > 0 ? redeemed(at, moved) : givenBack(at, moved);
}

/** Half to even, of thousandths. */
function rounded(thousandths: number): number {
  const floor = Math.floor(thousandths / 1000);
  const rest = thousandths - floor * 1000;
  return rest > 500 || (rest === 500 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** What each café has in the end, worked out from the model alone. */
function netsOf(model: Model): Map<string, number> {
  const pairs = new Map<string, number>();
  for (const [key, points] of model) {
    const [issuer, redeemer, version] = key.split(' ');
    const pair = `${issuer} ${redeemer}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + points * given(values[Number(version)]));
  }
  const nets = new Map<string, number>();
  for (const [pair, thousandths] of pairs) {
    const [issuer = '', redeemer = ''] = pair.split(' ');
    nets.set(issuer, (nets.get(issuer) ?? 0) - rounded(thousandths));
    nets.set(redeemer, (nets.get(redeemer) ?? 0) + rounded(thousandths));
  }
  return nets;
}

test('a month of random movements comes to what plain arithmetic says, to the point and to the cent', async () => {
  const [admin] = owners;
  const shops = owners.flatMap((owner) => owner.cafeIds.map((_, i) => shopOf(owner, i)));
  const draw = random(20260412);
  const model: Model = new Map();
  for (let done = 0; done < postings; done += 1000) {
    const count = Math.min(1000, postings - done);
    await journal.apply(...Array.from({ length: count }, () => movement(draw, shops, model)));
  }
  const settlement = host.peer(SettlementServiceDefinition, admin.principal);
  const { organisationId } = admin;
  const start = performance.now();
  const { period } = await settlement.getPeriod({ organisationId, networkId, month });
  const seconds = (performance.now() - start) / 1000;
  if (process.env.SIPPY_SETTLE_POSTINGS) {
    const mib = Math.round(process.memoryUsage().rss / 2 ** 20);
    process.stdout.write(`${postings} postings drafted in ${seconds.toFixed(2)} s, ${mib} MiB\n`);
  }
  const found = new Map(given<Period>(period).cafes.map((cafe) => [cafe.cafeId, Number(cafe.net?.minor)]));
  expect(found).toEqual(netsOf(model));
  const points = period?.claims.map((claim) => [
    `${claim.issuerCafeId} ${claim.cafeId} ${claim.valueVersion}`,
    Number(claim.points),
  ]);
  expect(new Map(points as [string, number][])).toEqual(model);
}, 600_000);
