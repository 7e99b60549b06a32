import { setTimeout as sleep } from 'node:timers/promises';
import type { Invoice } from '@sippy/proto/web/settlement/v1/settlement';
import { connect, type Sippy } from '@sippy/sdk';
import { v7 as newId } from 'uuid';
import { openPastPoints, type PastPoints } from '../past-points.ts';
import { leaveNetworksUnlocked, lockMonthsTwice } from '../protections.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { settled } from '../settled.ts';
import { until } from '../until.ts';
import { judgeBooks, judgeInboxes } from '../verdict.ts';

const FIRST_YEAR = 2010;
/** Two owners beside the administrator, with two cafés each. */
const OTHERS = 2;
const CAFES_EACH = 2;
/** Calls are made again until the host is back. */
const patience = { timeoutMs: 60_000 };

/** A network of several owners, and who may settle for it. */
interface Ring {
  owner: Sippy;
  organisationId: string;
  networkId: string;
  cafeIds: string[];
}

/** Settles month after month while points are spent in it, and kills the host in the middle of that. */
async function run(stage: Stage): Promise<void> {
  const owner = connect({ url: stage.system.gatewayUrl });
  await owner.signIn(stage.system.owner);
  const past = openPastPoints(loyaltyUrlOf(stage));
  try {
    const ring = await makeRing(stage, owner);
    const months = stage.size(100, 4);
    const seen = { half: 0, lockedOnce: 0, late: 0, unequal: 0, midway: 0 };
    for (let number = 0; number < months; number++) {
      const month = monthOf(number);
      const spending = startSpending(stage, past, ring, month);
      await until(() => spending.done() >= 8, 30);
      const lockers = Promise.allSettled([settle(ring, month), settle(ring, month)]);
      await sleep(stage.random.between(0, 250));
      for (const host of stage.system.hosts) await stage.system.kill(host);
      const [left] = await leftBehind(stage, ring, month);
      if (left && !left.whole) seen.half += 1;
      if (!left || left.status === 'LOCKED') seen.midway += 1;
      for (const host of stage.system.hosts) await stage.system.start(host);
      await lockers;
      const invoices = await settleAtLast(ring, month);
      await spending.stop();
      if (invoices.reduce((sum, { total }) => sum + (total?.minor ?? 0n), 0n) !== 0n) seen.unequal += 1;
      const periods = await leftBehind(stage, ring, month);
      if (periods.length === 1 && periods[0]?.whole) seen.lockedOnce += 1;
      if (number % 10 === 9) stage.say(`  ${number + 1} of ${months} months`);
    }
    const drainSeconds = await settled(stage, 30);
    stage.must('consumers drained after recovery', drainSeconds, '≤', 30, 's');
    seen.late = await latePostings(stage, ring);
    stage.must('months settled under kills', months, '≥', 4);
    stage.must('kills before the month had its invoices', seen.midway, '≥', 1);
    stage.must('months found half locked or half invoiced', seen.half, '=', 0);
    stage.must('months locked once, by one of two, and whole', seen.lockedOnce, '=', months);
    stage.must('months whose invoices do not sum to zero', seen.unequal, '=', 0);
    stage.must('postings that came too late and belong to a later month', seen.late, '≥', 1);
    await judgeInboxes(stage);
    await judgeBooks(stage);
  } finally {
    await past.close();
    owner.close();
  }
}

function monthOf(number: number): string {
  return `${FIRST_YEAR + Math.floor(number / 12)}-${String(1 + (number % 12)).padStart(2, '0')}`;
}

function loyaltyUrlOf({ system }: Stage): string {
  const database = system.setup.databases.loyalty;
  if (!database) throw new Error('the system has no loyalty');
  return database.url;
}

/** The demo's owner owns all of them, each under an organisation of its own. */
async function makeRing({ databases }: Stage, owner: Sippy): Promise<Ring> {
  const renew = () => owner.session.renew(owner.session.current()?.accessToken ?? '');
  const newOwner = async (name: string) => {
    const { organisation } = await owner.cafe.createOrganisation({ name });
    const organisationId = organisation?.organisationId ?? '';
    await renew();
    const cafeIds = Array.from({ length: CAFES_EACH }, () => newId());
    for (const cafeId of cafeIds)
      await owner.cafe.createCafe({
        ...{
          organisationId,
          cafeId,
          name: `Café of ${name}`,
          currencyCode: 'EUR',
          timeZone: 'Europe/Berlin',
        },
      });
    await renew();
    return { organisationId, cafeIds };
  };
  const { organisationId, cafeIds } = await newOwner('Ring 0');
  const joinDay = `${FIRST_YEAR}-01-01`;
  const { network } = await owner.network.createNetwork({
    ...{
      organisationId,
      name: 'Ring',
      currencyCode: 'EUR',
      timeZone: 'Europe/Berlin',
      minorPerThousand: 777n,
    },
    ...{ cafeIds, joinDay, fee: { fixedMinor: 100n, bps: 50 } },
  });
  const networkId = network?.networkId ?? '';
  const all = [...cafeIds];
  for (let number = 1; number <= OTHERS; number++) {
    const other = await newOwner(`Ring ${number}`);
    const { code } = await owner.network.inviteToNetwork({ organisationId, networkId });
    await owner.network.joinNetwork({ ...other, code, joinDay });
    all.push(...other.cafeIds);
  }
  const known = () =>
    databases
      .rows<{ n: bigint }>('loyalty', 'select count(*) as n from network_cafe where network_id = $1', [
        networkId,
      ])
      .then(([row]) => Number(row?.n) === all.length);
  await until(known, 30);
  const baseRules = [
    {
      name: 'Points',
      kind: { $case: 'perAmount' as const, value: { points: 1n, minor: 100n, categoryIds: [] } },
    },
  ];
  const startTime = new Date(`${FIRST_YEAR}-01-01T00:00:00Z`);
  await owner.loyalty.updateProgramme({ organisationId, networkId, rules: { baseRules }, startTime });
  return { owner, organisationId, networkId, cafeIds: all };
}

/** Spends points in the middle of a month, one after the other over three hands, until it is stopped. */
function startSpending(stage: Stage, past: PastPoints, ring: Ring, month: string) {
  let stopped = false;
  let count = 0;
  const hand = async () => {
    while (!stopped) {
      const [issuerId = '', cafeId = ''] = stage.random.shuffled(ring.cafeIds);
      const day = String(stage.random.between(2, 27)).padStart(2, '0');
      await past.spend(ring.networkId, new Date(`${month}-${day}T12:00:00Z`), {
        ...{ customerId: newId(), issuerId, cafeId, points: BigInt(stage.random.between(1, 900)) },
        backTenths: stage.random.between(0, 3),
      });
      count += 1;
      await sleep(20);
    }
  };
  const hands = Promise.all([hand(), hand(), hand()]);
  // Whoever stops them is told.
  hands.catch(() => {});
  return {
    done: () => count,
    stop: async () => {
      stopped = true;
      await hands;
    },
  };
}

/** Locks and invoices a month, as one of several who try. */
async function settle({ owner, organisationId, networkId }: Ring, month: string): Promise<void> {
  const asked = { organisationId, networkId, month };
  await owner.settlement.lockPeriod(asked);
  await owner.settlement.invoicePeriod(asked);
}

/** Goes on where the settling of a month was left, as `sippy settle` does. */
async function settleAtLast({ owner, organisationId, networkId }: Ring, month: string): Promise<Invoice[]> {
  const asked = { organisationId, networkId, month };
  const { period } = await owner.settlement.getPeriod(asked, patience);
  if (period?.status === 'PERIOD_STATUS_DRAFT') await owner.settlement.lockPeriod(asked, patience);
  if (period?.status === 'PERIOD_STATUS_DRAFT' || period?.status === 'PERIOD_STATUS_LOCKED')
    await owner.settlement.invoicePeriod(asked, patience);
  return (await owner.settlement.listInvoices({ ...asked, page: { pageSize: 50 } }, patience)).invoices;
}

/** What the databases have of a month: each of its periods, and whether it has all that belongs to its status. */
function leftBehind({ databases }: Stage, { networkId }: Ring, month: string) {
  return databases.rows<{ status: string; whole: boolean }>(
    'settlement',
    `select p.status,
       (select open_from from network n where n.network_id = p.network_id) > p.month
       and exists (select from period_owner o where o.period_id = p.period_id)
       and (select coalesce(sum(points), 0) from period_claim c where c.period_id = p.period_id) =
         (select coalesce(sum(claim_points), 0) from posting_transfer t where t.network_id = p.network_id and t.month = p.month)
       and (select coalesce(sum(total), 0) from period_owner o where o.period_id = p.period_id) = 0
       and exists (select from event e where e.aggregate_id = p.period_id and e.type = 'period.locked')
       and (p.status <> 'LOCKED') = exists (select from invoice i where i.period_id = p.period_id)
       and (p.status <> 'LOCKED') = exists (select from event e where e.aggregate_id = p.period_id and e.type = 'period.invoiced')
       and not exists (select from money_transfer t where t.period_id = p.period_id
         and (t.due_day is null) <> (p.status = 'LOCKED')) as whole
     from period p where p.network_id = $1 and p.month = $2::date`,
    [networkId, `${month}-01`],
  );
}

async function latePostings({ databases }: Stage, { networkId }: Ring): Promise<number> {
  const [row] = await databases.rows<{ n: bigint }>(
    'settlement',
    `select count(*) as n from posting where network_id = $1 and month > date_trunc('month', business_day)`,
    [networkId],
  );
  return Number(row?.n ?? 0n);
}

export const settleMonths: Scenario = {
  number: 19,
  name: 'settle',
  about: 'kill -9 of the host while two lock and invoice a month in which points are being spent, 100 months',
  needs: {},
  quick: false,
  run,
  proofs: [
    { without: 'the lock of the network', takeAway: leaveNetworksUnlocked },
    { without: 'the lock of the network and one period a month', takeAway: lockMonthsTwice },
    {
      without: 'the first open month',
      // What comes late is written into the month that it happened in, though that is locked.
      takeAway: async ({ databases }) => {
        const keepMonth = (table: string, day: string) => [
          `create function keep_month_of_${table}() returns trigger language plpgsql as $$
           begin new.month := ${day}; return new; end $$`,
          `create trigger keep_month before insert on ${table} for each row execute function keep_month_of_${table}()`,
        ];
        for (const text of [
          ...keepMonth('posting', "date_trunc('month', new.business_day)"),
          ...keepMonth('posting_transfer', '(select p.month from posting p where p.set_id = new.set_id)'),
        ])
          await databases.rows('settlement', text);
      },
    },
  ],
};
