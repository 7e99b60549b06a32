import { statement } from '@sippy/kit/db';
import { organisationScope, serviceScope } from '@sippy/kit/scope';
import { eventually, type TestHost } from '@sippy/kit/testing';
import type { Period } from '@sippy/proto/settlement/v1/settlement';
import { SettlementServiceDefinition } from '@sippy/proto/settlement/v1/settlement_service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asking, given, newNetwork, newOwner, type Owner, startSettlement, testClock } from './fixture.ts';
import { type Model, movement, netsOf, plainValues, random } from './plain-month.ts';
import { expired, givenBack, type Journal, openJournal, redeemed, shopOf } from './points.ts';

const clock = testClock();
let host: TestHost;
let journal: Journal;

beforeAll(async () => {
  host = await startSettlement({ clock });
  journal = openJournal(host);
});
afterAll(async () => {
  await journal?.db.close();
  await host?.stop();
});

const MONTH_END = new Date('2026-05-01T04:00:00Z');
const settling = (owner: Owner) => host.peer(SettlementServiceDefinition, owner.principal);

/** Three owners, of whom the first administers the network and the second has two cafés. */
async function three() {
  const owners = [await newOwner(host), await newOwner(host, 2), await newOwner(host)] as const;
  const { networkId } = await newNetwork(owners);
  return { owners, networkId, month: '2026-04' };
}

async function periodAs(owner: Owner, networkId: string, month = '2026-04'): Promise<Period> {
  const { organisationId } = owner;
  return given((await settling(owner).getPeriod({ organisationId, networkId, month })).period);
}

const lock = (owner: Owner, networkId: string, month = '2026-04', asked = asking(owner)) =>
  settling(owner).lockPeriod({ ...asked, networkId, month });

/** What each owner has in all, in the order asked for. */
const totals = ({ owners }: Period, ...asked: readonly Owner[]) =>
  asked.map(
    ({ organisationId }) => owners.find((one) => one.organisationId === organisationId)?.total?.minor,
  );

describe('a draft', () => {
  test('says on any day what cafés owe each other, at the value of each lot, whatever comes twice', async () => {
    const { owners, networkId } = await three();
    const [a, b, c] = owners;
    await a.networks.setPointValue({
      ...{ ...asking(a), networkId, minorPerThousand: 1000n, startTime: new Date('2026-04-15T00:00:00Z') },
    });
    const events = [
      redeemed(shopOf(b), { networkId, issuer: shopOf(a), points: 1001 }),
      redeemed(shopOf(b), { networkId, issuer: shopOf(a), points: 200, valueVersion: 2 }),
      redeemed(shopOf(a), { networkId, issuer: shopOf(c), points: 400 }),
      givenBack(shopOf(a), { networkId, issuer: shopOf(c), points: 100 }),
      redeemed(shopOf(b, 1), { networkId, issuer: shopOf(b), points: 5000 }),
    ];
    const [first, ...others] = events;
    await journal.apply(...others, ...others.slice(0, 1));
    await journal.apply(given(first));
    await journal.apply(...events);
    const draft = await periodAs(a, networkId);
    expect(draft.status).toBe('PERIOD_STATUS_DRAFT');
    // 1,001 points at 0.5 are 500.5, with 200 at 1 they are 700.5: half to even is 700.
    expect(draft.claims.filter((claim) => claim.cafeId === shopOf(b).cafeId)).toMatchObject([
      { valueVersion: 1, points: 1001n, amount: { minor: 500n } },
      { valueVersion: 2, points: 200n, amount: { minor: 200n } },
    ]);
    expect(totals(draft, a, b, c)).toEqual([-550n, 700n, -150n]);
    expect(draft.transfers).toHaveLength(2);
  });

  test('shows an owner what is theirs, and the administrator all', async () => {
    const { owners, networkId } = await three();
    const [a, b, c] = owners;
    await journal.apply(
      redeemed(shopOf(b), { networkId, issuer: shopOf(a), points: 1000 }),
      redeemed(shopOf(c), { networkId, issuer: shopOf(b), points: 3000 }),
      redeemed(shopOf(a), { networkId, issuer: shopOf(c), points: 1000 }),
    );
    expect((await periodAs(a, networkId)).claims).toHaveLength(3);
    const seen = await periodAs(c, networkId);
    expect(seen.claims.map((claim) => claim.amount?.minor).sort()).toEqual([1500n, 500n]);
    expect(seen.owners.map((owner) => owner.organisationId)).toEqual([c.organisationId]);
    expect(seen.cafes.map((cafe) => cafe.cafeId)).toEqual(c.cafeIds);
    const stranger = await newOwner(host);
    await expect(periodAs(stranger, networkId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('counts expired points only where they are paid for, at fees as they are set', async () => {
    const { owners, networkId } = await three();
    const [a, b, c] = owners;
    await journal.apply(
      expired({ networkId, issuer: shopOf(b), points: 2000 }),
      redeemed(shopOf(c), { networkId, issuer: shopOf(b), points: 1000 }),
    );
    expect(totals(await periodAs(a, networkId), a, b, c)).toEqual([0n, -500n, 500n]);
    const { network } = await a.networks.getNetwork({ organisationId: a.organisationId, networkId });
    await a.networks.updateNetwork({
      ...{ ...asking(a), networkId, version: network?.version ?? 0n },
      ...{ breakageFunding: 'BREAKAGE_FUNDING_ADMINISTRATOR', fee: { fixedMinor: 100n, bps: 1000 } },
    });
    expect(totals(await periodAs(a, networkId), a, b, c)).toEqual([1250n, -1650n, 400n]);
  });
});

describe('a month of random movements', () => {
  /** How many; more by hand. */
  const postings = Number(process.env.SIPPY_SETTLE_POSTINGS ?? 2000);

  test('comes to what plain arithmetic says, to the point and to the cent', async () => {
    clock.set(new Date('2026-04-10T12:00:00Z'));
    const owners = [await newOwner(host, 3), await newOwner(host, 2), await newOwner(host)] as const;
    const [admin] = owners;
    const [, first = 0, second = 0] = plainValues;
    const { networkId } = await newNetwork(owners, { minorPerThousand: BigInt(first) });
    const startTime = new Date('2026-04-11T00:00:00Z');
    await admin.networks.setPointValue({
      ...{ ...asking(admin), networkId, minorPerThousand: BigInt(second), startTime },
    });
    const shops = owners.flatMap((owner) => owner.cafeIds.map((_, i) => shopOf(owner, i)));
    const draw = random(20260412);
    const model: Model = new Map();
    for (let done = 0; done < postings; done += 1000) {
      const count = Math.min(1000, postings - done);
      await journal.apply(...Array.from({ length: count }, () => movement(draw, networkId, shops, model)));
    }
    const start = performance.now();
    const period = await periodAs(admin, networkId);
    if (process.env.SIPPY_SETTLE_POSTINGS) {
      const mib = Math.round(process.memoryUsage().rss / 2 ** 20);
      const seconds = ((performance.now() - start) / 1000).toFixed(2);
      process.stdout.write(`${postings} postings drafted in ${seconds} s, ${mib} MiB\n`);
    }
    const nets = period.cafes.map((cafe) => [cafe.cafeId, Number(cafe.net?.minor)] as const);
    expect(new Map(nets)).toEqual(netsOf(model));
    const points = period.claims.map(
      (claim) =>
        [`${claim.issuerCafeId} ${claim.cafeId} ${claim.valueVersion}`, Number(claim.points)] as const,
    );
    expect(new Map(points)).toEqual(model);
  }, 600_000);
});

describe('locking a month', () => {
  test("waits until it is over at every café, goes by the order of months, and is the administrator's", async () => {
    const { owners, networkId } = await three();
    const [a, b, c] = owners;
    await journal.apply(
      redeemed(shopOf(b), { networkId, issuer: shopOf(a), points: 1, businessDay: '2026-03-31' }),
    );
    await journal.apply(redeemed(shopOf(c), { networkId, issuer: shopOf(a), points: 9 }));
    clock.set(new Date(MONTH_END.getTime() - 1));
    await expect(lock(a, networkId)).rejects.toMatchObject({ reason: 'MONTH_NOT_OVER' });
    clock.set(MONTH_END);
    await expect(lock(a, networkId)).rejects.toMatchObject({ reason: 'EARLIER_MONTH_OPEN' });
    await expect(lock(b, networkId, '2026-03')).rejects.toMatchObject({ reason: 'ADMINISTRATOR_NEEDED' });
    await expect(lock(a, networkId, '2026-13')).rejects.toMatchObject({ reason: 'INVALID_FIELD' });
    await lock(a, networkId, '2026-03');
    await lock(a, networkId);
    await expect(lock(a, networkId, '2026-03')).rejects.toMatchObject({ reason: 'PERIOD_LOCKED' });
    const { organisationId } = c;
    const { periods } = await settling(c).listPeriods({ organisationId, networkId });
    expect(periods).toMatchObject([
      { month: '2026-04', status: 'PERIOD_STATUS_LOCKED', postings: 1n },
      { month: '2026-03', status: 'PERIOD_STATUS_LOCKED', postings: 1n },
    ]);
  });

  test('succeeds for one of two lockers, and for a repeated request again', async () => {
    clock.set(MONTH_END);
    const { owners, networkId } = await three();
    const [a, b] = owners;
    await journal.apply(redeemed(shopOf(b), { networkId, issuer: shopOf(a), points: 2000 }));
    const asked = [asking(a), asking(a)];
    const tries = await Promise.allSettled(asked.map((one) => lock(a, networkId, '2026-04', one)));
    expect(tries.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const won = tries.findIndex((one) => one.status === 'fulfilled');
    expect(tries[1 - won]).toMatchObject({ reason: { reason: 'PERIOD_LOCKED' } });
    const again = await lock(a, networkId, '2026-04', given(asked[won]));
    expect(again).toEqual((tries[won] as PromiseFulfilledResult<unknown>).value);
  });

  test('fixes the figures: what comes later, a reversal too, belongs to the next open month', async () => {
    clock.set(MONTH_END);
    const { owners, networkId } = await three();
    const [a, b] = owners;
    await journal.apply(redeemed(shopOf(b), { networkId, issuer: shopOf(a), points: 2000 }));
    await lock(a, networkId);
    const locked = await periodAs(a, networkId);
    await journal.apply(givenBack(shopOf(b), { networkId, issuer: shopOf(a), points: 500 }));
    expect(await periodAs(a, networkId)).toEqual(locked);
    expect(totals(await periodAs(a, networkId, '2026-05'), a, b)).toEqual([250n, -250n]);
  });

  test('is whole or untouched when the process dies in the middle, and works after it', async () => {
    clock.set(MONTH_END);
    const { owners, networkId } = await three();
    const [a, b] = owners;
    await journal.apply(redeemed(shopOf(b), { networkId, issuer: shopOf(a), points: 2000 }));
    const owner = await host.db('settlement').connect();
    const asked = asking(a);
    const count = 'select count(*)::int as n from period where network_id = $1';
    // It has written the month and its claims, and stands before what the owners owe.
    await owner.query('begin; lock table period_owner in access exclusive mode');
    const locking = lock(a, networkId, '2026-04', asked).catch(() => undefined);
    try {
      const waiting = `select pid from pg_locks where relation = 'period_owner'::regclass and not granted`;
      const waiter = async () => (await owner.query<{ pid: number }>(waiting)).rows[0]?.pid;
      await eventually(async () => (await waiter()) !== undefined);
      const killed = given(await waiter());
      await killBackend(killed);
      await eventually(async () => (await waiter()) !== killed);
      expect((await owner.query(count, [networkId])).rows).toEqual([{ n: 0 }]);
    } finally {
      await owner.query('rollback');
      owner.release();
    }
    await locking;
    await lock(a, networkId, '2026-04', asked);
    expect((await host.db('settlement').query(count, [networkId])).rows).toEqual([{ n: 1 }]);
    expect(totals(await periodAs(a, networkId), a, b)).toEqual([-1000n, 1000n]);
  });

  test('leaves no posting beside it, however many arrive meanwhile', async () => {
    clock.set(MONTH_END);
    const { owners, networkId } = await three();
    const [a, b] = owners;
    const one = () => redeemed(shopOf(b), { networkId, issuer: shopOf(a), points: 1000 });
    await journal.apply(one());
    const applied = Array.from({ length: 40 }, () => journal.apply(one(), one()));
    await lock(a, networkId);
    await Promise.all(applied);
    const [april, may] = [await periodAs(a, networkId), await periodAs(a, networkId, '2026-05')];
    const due = (period: Period) => totals(period, b)[0] ?? 0n;
    expect(due(april) + due(may)).toBe(81n * 500n);
    const inApril = `select count(*)::int as n from posting where network_id = $1 and month = '2026-04-01'`;
    const { rows } = await host.db('settlement').query<{ n: number }>(inApril, [networkId]);
    expect(due(april)).toBe(BigInt(rows[0]?.n ?? 0) * 500n);
  });
});

/** Ends a connection of the service as the death of its process would. */
async function killBackend(pid: number): Promise<void> {
  const kill = statement('test_kill', 'select pg_terminate_backend($1::integer)');
  await journal.db.read(serviceScope, kill, [pid]);
}

test('row-level security alone shows each owner their own debts, and the administrator all', async () => {
  clock.set(MONTH_END);
  const { owners, networkId } = await three();
  const [a, b, c] = owners;
  await journal.apply(
    redeemed(shopOf(b), { networkId, issuer: shopOf(a), points: 2000 }),
    redeemed(shopOf(c), { networkId, issuer: shopOf(b), points: 2000 }),
  );
  await lock(a, networkId);
  const stranger = await newOwner(host);
  const count = async (table: string, owner: Owner) => {
    const all = statement<{ n: bigint }>(`test_count_${table}`, `select count(*) as n from ${table}`);
    const rows = await journal.db.read(organisationScope(owner.organisationId), all, []);
    return Number(rows[0]?.n);
  };
  const seen = (table: string) => Promise.all([a, b, c, stranger].map((owner) => count(table, owner)));
  expect(await seen('period_claim')).toEqual([2, 2, 1, 0]);
  expect(await seen('period_owner')).toEqual([3, 1, 1, 0]);
  expect(await seen('money_transfer')).toEqual([1, 0, 1, 0]);
  expect(await seen('period')).toEqual([1, 1, 1, 0]);
  expect(await seen('posting_transfer')).toEqual([1, 2, 1, 0]);
  expect(await seen('network')).toEqual([1, 1, 1, 0]);
  expect(await seen('network_cafe')).toEqual([4, 4, 4, 0]);
});
