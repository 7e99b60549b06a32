/** Random lives of members, against plain arithmetic: POINTS_RUNS=20000 for a long look. */
import type { Event } from '@sippy/kit/events';
import { newId } from '@sippy/kit/ids';
import { Refusal } from '@sippy/kit/refusal';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adjustPoints } from '../src/domain/adjust.ts';
import { holdPoints } from '../src/domain/holds.ts';
import { begin } from '../src/domain/posting.ts';
import { expireHoldsJob } from '../src/jobs/expire-holds.ts';
import { expirePointsJob } from '../src/jobs/expire-points.ts';
import { endHold } from '../src/steps/end-hold.ts';
import { postAbout } from '../src/steps/post-about.ts';
import { placeOf } from '../src/store/places.ts';
import {
  type Ledger,
  type LedgerCafe,
  openLedger,
  orderEvent,
  paymentEvent,
  pointsRefundEvent,
} from './ledger.ts';
import { type ModelCafe, ModelMember } from './ledger-model.ts';

const RUNS = Number(process.env.POINTS_RUNS ?? 40);
/** A failure is made smaller for half as long. */
const MOST_MS = Math.max(60_000, RUNS * 2000);
const OFFSETS = { UTC: 0, 'Pacific/Honolulu': -10, 'Asia/Tokyo': 9 };

let ledger: Ledger;
let cafes: { real: LedgerCafe; model: ModelCafe }[];

beforeAll(async () => {
  ledger = await openLedger(Object.keys(OFFSETS));
  cafes = ledger.cafes.map((real) => ({
    real,
    model: { cafeId: real.cafeId, offset: OFFSETS[real.zone as keyof typeof OFFSETS] },
  }));
});
afterAll(() => ledger?.close());

const at = fc.nat({ max: 99 });
/** Whether the news of something waits, to come late or in another order. */
const waits = fc.nat({ max: 3 }).map((n) => n === 0);
const is = <T extends string>(name: T) => fc.constant(name);
const cents = fc.nat({ max: 900 });
const operation = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: is('buy'), cafe: at, cents, waits }) },
  { weight: 3, arbitrary: fc.record({ do: is('hear'), pick: at, again: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: is('edit'), order: at, cents, waits }) },
  { weight: 5, arbitrary: fc.record({ do: is('refund'), order: at, cents, waits }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: is('hold'), order: at, points: fc.integer({ min: 1, max: 120 }) }),
  },
  { weight: 5, arbitrary: fc.record({ do: is('post'), order: at }) },
  { weight: 1, arbitrary: fc.record({ do: is('void'), order: at }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: is('return'), order: at, share: fc.nat({ max: 100 }), waits }),
  },
  { weight: 1, arbitrary: fc.record({ do: is('pass'), hours: fc.integer({ min: 1, max: 700 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: is('adjust'), cafe: at, points: fc.integer({ min: -60, max: 60 }) }),
  },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** One member's life, in the ledger and in the model at once. */
class Life {
  readonly customerId = newId();
  readonly model = new ModelMember();
  private readonly orders: Told[] = [];
  private readonly pending: { event: Event; tell: () => void }[] = [];
  private readonly holdIds = new Map<string, string>();

  async run(operations: readonly Operation[]): Promise<void> {
    ledger.clock.time = new Date('2026-01-10T12:00:00Z');
    for (const each of operations) await this.do(each);
    while (this.pending.length > 0) await this.hear(0, false);
  }

  private async do(each: Operation): Promise<void> {
    const order = 'order' in each ? this.orders[each.order % Math.max(this.orders.length, 1)] : undefined;
    const waiting = this.pending.length;
    if (each.do === 'buy') this.buy(pickOf(cafes, each.cafe), each.cents);
    else if (each.do === 'hear') await this.hear(each.pick, each.again);
    else if (each.do === 'pass') await this.pass(each.hours);
    else if (each.do === 'adjust') await this.adjust(pickOf(cafes, each.cafe), each.points);
    else if (!order) return;
    else if (each.do === 'edit') this.tellOrder({ ...order, version: ++order.version, cents: each.cents });
    else if (each.do === 'refund') this.refund(order, each.cents);
    else if (each.do === 'hold') await this.hold(order, each.points);
    else if (each.do === 'return') this.giveBack(order, each.share);
    else await this.end([...this.holdIds.keys()][each.order % Math.max(this.holdIds.size, 1)], each.do);
    if ('waits' in each && !each.waits) while (this.pending.length > waiting) await this.hear(waiting, false);
  }

  private buy(cafe: (typeof cafes)[number], cents: number): void {
    const { time } = ledger.clock;
    const day = new Date(time.getTime() + cafe.model.offset * 3_600_000).toISOString().slice(0, 10);
    const order = {
      ...{ orderId: newId(), paymentId: newId(), cafe, cents, version: 1, time, day },
      ...{ standing: 1, paid: cents, refunded: 0 },
    };
    this.orders.push(order);
    this.tellOrder(order);
    this.tellPayment(order);
  }

  private refund(order: Told, cents: number): void {
    // Money may come back from the bank, too: what is given back can become less.
    order.refunded = Math.min(cents, order.paid);
    order.standing += 1;
    this.tellPayment({ ...order });
  }

  private tellOrder({ orderId, cafe, version, cents }: Told): void {
    const { customerId } = this;
    this.pending.push({
      event: orderEvent({ orderId, cafe: cafe.real, customerId, version, cents }),
      tell: () => this.model.hearOrder(orderId, cafe.model, version, cents, ledger.clock.time),
    });
  }

  private tellPayment(told: Told): void {
    const { orderId, paymentId, cafe, standing: version, paid, refunded, time, day } = told;
    const { customerId } = this;
    this.pending.push({
      event: paymentEvent({
        orderId,
        paymentId,
        cafe: cafe.real,
        customerId,
        version,
        paid,
        refunded,
        time,
        day,
      }),
      tell: () =>
        this.model.hearPayment(orderId, cafe.model, { version, paid, refunded, day }, ledger.clock.time),
    });
  }

  private async hear(pick: number, again: boolean): Promise<void> {
    const index = pick % Math.max(this.pending.length, 1);
    const next = this.pending[index];
    if (!next) return;
    if (!again) this.pending.splice(index, 1);
    next.tell();
    await ledger.hear(next.event);
  }

  private async hold({ orderId, cafe }: Told, points: number): Promise<void> {
    const { ctx, networkId, clock } = ledger;
    const holdId = newId();
    const may = this.model.hold(orderId, cafe.model, points, clock.time);
    const place = await placeOf(ledger.db, { cafeId: cafe.real.cafeId, time: clock.time });
    if (!place) throw new Error('there is no programme');
    const wish = { holdId, orderId, orderTotal: 100_000n, most: 100_000n, points: BigInt(points) };
    const done = await postAbout(ctx, { customerId: this.customerId, networkId }, (purse) =>
      holdPoints(begin(purse), place, wish, ctx.moment()),
    ).then(
      () => true,
      (error) => refusedOrTaken(error),
    );
    expect(done, `a hold of ${points}`).toBe(may);
    if (done) this.holdIds.set(orderId, holdId);
  }

  /** What points paid is given back, once they are spent. */
  private giveBack({ orderId, cafe }: Told, share: number): void {
    const paymentId = this.holdIds.get(orderId);
    if (!paymentId || this.model.holds.get(orderId)?.status !== 'POSTED') return;
    this.pending.push({
      event: pointsRefundEvent({ orderId, paymentId, cafe: cafe.real }, share, 100),
      tell: () => this.model.giveBack(orderId, share, ledger.clock.time),
    });
  }

  private async end(orderId: string | undefined, how: 'post' | 'void'): Promise<void> {
    const holdId = orderId && this.holdIds.get(orderId);
    if (!orderId || !holdId) return;
    if (how === 'post') this.model.post(orderId);
    else this.model.void(orderId, ledger.clock.time);
    const { ctx, networkId } = ledger;
    await postAbout(ctx, { customerId: this.customerId, networkId }, (purse, tx) =>
      endHold(ctx, tx, purse, holdId, how === 'post' ? 'POSTED' : 'VOIDED'),
    ).catch(refusedOrTaken);
  }

  private async pass(hours: number): Promise<void> {
    ledger.clock.time = new Date(ledger.clock.time.getTime() + hours * 3_600_000);
    this.model.pass(ledger.clock.time);
    const { signal } = new AbortController();
    await expireHoldsJob(ledger.ctx).run(signal);
    await expirePointsJob(ledger.ctx).run(signal);
  }

  private async adjust(cafe: (typeof cafes)[number], points: number): Promise<void> {
    if (points === 0) return;
    const { ctx, networkId, clock } = ledger;
    const may = this.model.adjust(cafe.model, points, clock.time);
    const place = await placeOf(ledger.db, { cafeId: cafe.real.cafeId, time: clock.time });
    if (!place) throw new Error('there is no programme');
    const adjustment = { points: BigInt(points), reason: 'GOODWILL', note: '' };
    const done = await postAbout(ctx, { customerId: this.customerId, networkId }, (purse) => ({
      posting: adjustPoints(begin(purse), place, adjustment, ctx.moment()),
    })).then(
      () => true,
      (error) => refusedOrTaken(error),
    );
    expect(done, `an adjustment of ${points}`).toBe(may);
  }
}

interface Told {
  orderId: string;
  paymentId: string;
  cafe: (typeof cafes)[number];
  cents: number;
  version: number;
  standing: number;
  paid: number;
  refunded: number;
  time: Date;
  day: string;
}

function pickOf<T>(all: readonly T[], at: number): T {
  return all[at % all.length] as T;
}

/** An expected no. */
function refusedOrTaken(error: unknown): false {
  const isTaken = (error as { constraint?: string }).constraint === 'hold_order';
  if (error instanceof Refusal || isTaken) return false;
  throw error;
}

test(
  'whatever comes in whatever order, and twice, the ledger holds what plain arithmetic gives',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 60 }), async (operations) => {
        const life = new Life();
        await life.run(operations);
        expect(await realLots(life.customerId)).toEqual(modelLots(life.model));
      }),
      { numRuns: RUNS, interruptAfterTimeLimit: MOST_MS / 2 },
    );
  },
  MOST_MS,
);

interface SeenLot {
  cafeId: string;
  issueDay: string;
  lastDay: string;
  free: number;
  held: number;
  expired: number;
}

async function realLots(customerId: string): Promise<SeenLot[]> {
  const { rows } = await ledger.owner.query(
    `select l.cafe_id as "cafeId", l.issue_day as "issueDay", greatest(l.expire_day, l.grace_day) as "lastDay", l.is_open as "isOpen",
       coalesce(sum(e.points) filter (where e.account_kind = 'CUSTOMER'), 0)::int as free,
       coalesce(sum(e.points) filter (where e.account_kind = 'HELD'), 0)::int as held,
       coalesce(sum(e.points) filter (where e.account_kind = 'BREAKAGE'), 0)::int as expired
     from lot l join entry e on e.lot_id = l.lot_id where l.customer_id = $1 group by l.lot_id order by l.issue_day, l.lot_id`,
    [customerId],
  );
  for (const { isOpen, free, held } of rows) expect(isOpen).toBe(free !== 0 || held !== 0);
  return rows.map(({ isOpen: _, ...lot }) => lot);
}

function modelLots({ lots }: ModelMember): SeenLot[] {
  return lots
    .map(({ cafe, ...lot }) => ({ cafeId: cafe.cafeId, ...lot }))
    .sort((a, b) => (a.issueDay < b.issueDay ? -1 : a.issueDay > b.issueDay ? 1 : 0));
}
