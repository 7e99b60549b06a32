/** Tiers on the real ledger: reached by orders, multiplying the next ones, and lost when their days are over. */
import { newId } from '@sippy/kit/ids';
import { serviceScope } from '@sippy/kit/scope';
import { testCall } from '@sippy/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reviewTiersJob } from '../src/jobs/review-tiers.ts';
import { insertCampaign } from '../src/store/campaigns.ts';
import { readTiersOf } from '../src/store/tiers.ts';
import { type Ledger, openLedger, orderEvent, paymentEvent } from './ledger.ts';

let ledger: Ledger;
const DAY_MS = 86_400_000;

beforeAll(async () => {
  ledger = await openLedger(['UTC'], {
    baseRules: [{ name: 'Points', perAmount: { points: 1, minor: 10, categoryIds: [] } }],
    bonusRules: [],
    redeem: { minPoints: 1, maxShareBps: 0, closedCafeIds: [], holdMinutes: 15 },
    expireMonths: 0,
    tiers: {
      ...{ measure: 'SPEND', windowDays: 30, graceDays: 5 },
      tiers: [
        { name: 'Silver', threshold: 1000, multiplierBps: 15_000 },
        { name: 'Gold', threshold: 5000, multiplierBps: 20_000 },
      ],
    },
  });
});
afterAll(() => ledger?.close());

const cafe = () => {
  const [first] = ledger.cafes;
  if (!first) throw new Error('there is no café');
  return first;
};

/** A paid order; its events come twice and the payment first. */
async function buy(customerId: string, cents: number, refunded = 0): Promise<void> {
  ledger.clock.time = new Date(ledger.clock.time.getTime() + 60_000);
  const told = { orderId: newId(), cafe: cafe(), customerId, cents, version: 1 };
  const day = ledger.clock.time.toISOString().slice(0, 10);
  const paid = {
    ...{ ...told, paymentId: newId(), paid: cents, refunded: 0, time: ledger.clock.time, day },
  };
  const events = [paymentEvent(paid), orderEvent(told)];
  for (const event of [...events, ...events]) await ledger.hear(event);
  if (refunded > 0) await ledger.hear(paymentEvent({ ...paid, version: 2, refunded }));
}

async function pointsOf(customerId: string): Promise<{ points: number; rules: string[] }[]> {
  const { rows } = await ledger.owner.query(
    `select (select sum(points)::int from transfer t where t.set_id = s.set_id) as points, rule_names as rules
     from entry_set s where customer_id = $1 and kind = 'EARN' order by member_version`,
    [customerId],
  );
  return rows;
}

const tierOf = async (customerId: string) => {
  const since = new Date(ledger.clock.time.getTime() - 30 * DAY_MS);
  const [tiers] = await readTiersOf(ledger.db, [{ customerId, networkId: ledger.networkId, since }]);
  return { tier: tiers?.periods.find(({ endTime }) => endTime === null)?.tier, spend: tiers?.spend };
};
const eventsOf = async (customerId: string, type: string) => {
  const sql = `select count(*)::int as count from event where type = $1
    and aggregate_id in (select member_id from member where customer_id = $2
      union select voucher_id from voucher where customer_id = $2)`;
  return (await ledger.owner.query(sql, [type, customerId])).rows[0]?.count;
};

test('the order that reaches a tier earns as before, the next by the tier, and a voucher comes with it, once', async () => {
  const customerId = newId();
  const { networkId, ctx } = ledger;
  const audience = { kind: 'TIERS' as const, names: ['Silver'], onReaching: true };
  await ctx.db.transaction(serviceScope, (tx) =>
    insertCampaign(
      tx,
      {
        ...{ campaignId: newId(), networkId, organisationId: cafe().organisationId, version: 1n },
        ...{ currencyCode: 'USD', issued: 0, endTime: null, createTime: new Date(), zone: 'UTC' },
        terms: {
          ...{ name: 'Welcome to Silver', value: { bps: 1000 }, minimum: 0, alone: false, audience },
          ...{ perPerson: 1, inAll: 1, fromDay: '', toDay: '2999-12-31', validDays: 0 },
          ...{ cafeIds: [], wholeNetwork: false },
        },
      },
      testCall().actor,
    ),
  );
  await buy(customerId, 600);
  expect(await tierOf(customerId)).toEqual({ tier: undefined, spend: 600n });
  await buy(customerId, 600, 300);
  expect(await tierOf(customerId)).toEqual({ tier: 'Silver', spend: 900n });
  await buy(customerId, 100);
  expect(await pointsOf(customerId)).toEqual([
    { points: 60, rules: ['Points'] },
    { points: 60, rules: ['Points'] },
    { points: 15, rules: ['Points', 'Silver'] },
  ]);
  expect(await eventsOf(customerId, 'tier.changed')).toBe(1);
  expect(await eventsOf(customerId, 'voucher.issued')).toBe(1);
  const other = newId();
  await buy(other, 1000);
  expect(await tierOf(other)).toMatchObject({ tier: 'Silver' });
  expect(await eventsOf(other, 'voucher.issued')).toBe(0);
});

test('a tier is lost when its days and its grace are over, unless the window still holds enough', async () => {
  const [idle, busy] = [newId(), newId()];
  await buy(idle, 6000);
  await buy(busy, 1000);
  expect(await tierOf(idle)).toMatchObject({ tier: 'Gold' });
  const job = reviewTiersJob(ledger.ctx);
  const pass = async (days: number) => {
    ledger.clock.time = new Date(ledger.clock.time.getTime() + days * DAY_MS);
    await job.run(new AbortController().signal);
  };
  await pass(31);
  await buy(busy, 1000);
  await pass(3);
  expect([await tierOf(idle), await tierOf(busy)]).toMatchObject([{ tier: 'Gold' }, { tier: 'Silver' }]);
  await pass(2);
  expect([await tierOf(idle), await tierOf(busy)]).toEqual([
    { tier: undefined, spend: 0n },
    { tier: 'Silver', spend: 1000n },
  ]);
  expect(await eventsOf(idle, 'tier.changed')).toBe(2);
  expect(await eventsOf(busy, 'tier.changed')).toBe(1);
});

test('a member whose tier cannot be looked at leaves the others theirs', async () => {
  const [broken, sound] = [newId(), newId()];
  for (const customerId of [broken, sound]) await buy(customerId, 1_000);
  await ledger.owner.query(`
    create function refuse_one() returns trigger language plpgsql as $$
    begin if new.customer_id = '${broken}' then raise exception 'broken'; end if; return new; end $$;
    create trigger refuse_one before insert or update on tier_period for each row execute function refuse_one()`);
  ledger.clock.time = new Date(ledger.clock.time.getTime() + 40 * DAY_MS);
  try {
    await reviewTiersJob(ledger.ctx).run(new AbortController().signal);
    expect((await tierOf(sound)).tier).toBeUndefined();
    expect((await tierOf(broken)).tier).toBe('Silver');
  } finally {
    await ledger.owner.query('drop trigger refuse_one on tier_period');
  }
  await reviewTiersJob(ledger.ctx).run(new AbortController().signal);
  expect((await tierOf(broken)).tier).toBeUndefined();
});
