/** Random lives of members, decision by decision: POINTS_OPERATIONS=1000000 for a long look, POINTS_SEED for another one. */
import { expect, test } from 'vitest';
import { adjustPoints } from './adjust.ts';
import { followEarning, type PaidEarning, type Place } from './earning.ts';
import { expireLots } from './expire.ts';
import { giveBack, type Hold, holdPoints, postHold, voidHold } from './holds.ts';
import { begin, type Posting } from './posting.ts';
import type { Purse } from './purse.ts';

const OPERATIONS = Number(process.env.POINTS_OPERATIONS ?? 5_000);
const SEED = Number(process.env.POINTS_SEED ?? 1);
const PER_LIFE = 60;

/** The same numbers in every run of a seed (mulberry32). */
function drawing(seed: number) {
  let state = seed >>> 0;
  return (below: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
const draw = drawing(SEED);
let ids = 0;
const newId = () => `${++ids}`.padStart(12, '0');

/** Much cheaper than an expectation: this is asked millions of times. */
function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

const places = ['a', 'b', 'c'].map(
  (cafeId, i): Place => ({
    ...{ networkId: 'n', cafeId, organisationId: `owner of ${cafeId}`, zone: 'UTC', currencyCode: 'EUR' },
    ...{ ruleVersion: 1, valueVersion: 1 + i, perThousand: [500n, 333n, 1001n][i] ?? 1n },
    rules: {
      ...{ baseRules: [], bonusRules: [], expireMonths: 1 },
      redeem: { minPoints: 1, maxShareBps: 0, closedCafeIds: [], holdMinutes: 15 },
    } as unknown as Place['rules'],
  }),
);

/** Where the points of a lot are, by the entries alone. */
type Entries = Map<string, Record<'CUSTOMER' | 'HELD' | 'BREAKAGE' | 'CAFE', number>>;

/** A purchase: what it earns is a point for ten cents of what was paid and kept. */
interface Bought {
  earning: PaidEarning;
  cents: number;
  refunded: number;
}

/** What is decided about a member: a wrong one must be found. */
const decisions = { adjustPoints, expireLots, followEarning, giveBack, holdPoints, postHold, voidHold };

class Life {
  private readonly decide: typeof decisions;

  constructor(decide = decisions) {
    this.decide = decide;
  }

  purse: Purse = {
    ...{ memberId: newId(), networkId: 'n', customerId: newId(), version: 0n, firstOrderId: null, lots: [] },
  };
  now = Date.UTC(2026, 0, 10, 12);
  private readonly entries: Entries = new Map();
  private readonly bought: Bought[] = [];
  private readonly holds: { hold: Hold; parts: { lotId: string; points: bigint }[]; back: number }[] = [];

  step(): void {
    const what = draw(100);
    if (what < 25) this.buy();
    else if (what < 40) this.refund();
    else if (what < 60) this.hold();
    else if (what < 72) this.end('post');
    else if (what < 78) this.end('void');
    else if (what < 85) this.returned();
    else if (what < 93) this.adjust();
    else this.pass();
    this.check();
  }

  private moment() {
    return { now: new Date(this.now), newId };
  }

  private place(): Place {
    return places[draw(places.length)] as Place;
  }

  private today(): string {
    return new Date(this.now).toISOString().slice(0, 10);
  }

  /** What can be spent, by the entries and the lots' last days. */
  private balance(): number {
    return this.purse.lots.reduce((sum, lot) => {
      const free = this.entries.get(lot.lotId)?.CUSTOMER ?? 0;
      const last = [lot.expireDay ?? '', lot.graceDay ?? ''].sort()[1] ?? '';
      return sum + (free < 0 || last >= this.today() ? free : 0);
    }, 0);
  }

  /** Takes over what was posted, entry by entry. */
  private take(posting: Posting): void {
    for (const { kind, transfers } of posting.sets)
      for (const { from, to, lotId, points } of transfers) {
        must(points > 0n && (from.kind !== to.kind || from.id !== to.id), 'a transfer moves nothing');
        const at = this.entries.get(lotId) ?? { CUSTOMER: 0, HELD: 0, BREAKAGE: 0, CAFE: 0 };
        this.entries.set(lotId, at);
        const before = at.CUSTOMER;
        at[from.kind] -= Number(points);
        at[to.kind] += Number(points);
        // Nobody but a purchase that is given back makes a member owe.
        must(kind === 'REVERSE' || at.CUSTOMER >= Math.min(0, before), 'more is spent than is there');
      }
    this.purse = posting.purse;
  }

  private buy(): void {
    const cents = 1 + draw(900);
    const place = this.place();
    const earning = {
      ...{ orderId: newId(), cafeId: place.cafeId, organisationId: place.organisationId },
      ...{ customerId: this.purse.customerId, orderVersion: 1n, orderTotal: BigInt(cents), lines: [] },
      ...{ currencyCode: 'EUR', standingVersion: 1n, paid: BigInt(cents), refunded: 0n, pointsPaid: 0n },
      ...{
        pointsRefunded: 0n,
        paymentId: newId(),
        businessDay: this.today(),
        paymentTime: new Date(this.now),
      },
      ...{ networkId: null, lotId: null, setId: null, ruleVersion: null, posted: 0n, isClaimed: false },
    } as unknown as PaidEarning;
    const bought = { earning, cents, refunded: 0 };
    this.bought.push(bought);
    this.follow(bought);
  }

  private refund(): void {
    const bought = this.bought[draw(this.bought.length)];
    if (!bought) return;
    bought.refunded = draw(bought.cents + 1);
    this.follow(bought);
  }

  /** Posts what the purchase is to have earned now; the same news a second time posts nothing. */
  private follow(bought: Bought): void {
    const place = places.find(({ cafeId }) => cafeId === bought.earning.cafeId) as Place;
    const due = { points: BigInt(Math.floor(bought.cents / 10)), ruleNames: [] };
    for (const time of ['first', 'again']) {
      const told = { ...bought.earning, refunded: BigInt(bought.refunded) };
      const { posting, earning } = this.decide.followEarning(
        begin(this.purse),
        told,
        place,
        due,
        this.moment(),
      );
      must(time === 'first' || posting.sets.length === 0, 'the same news posts something twice');
      this.take(posting);
      bought.earning = earning as PaidEarning;
    }
    const kept = bought.cents - bought.refunded;
    const target = Math.floor((Math.floor(bought.cents / 10) * kept) / bought.cents);
    must(bought.earning.posted === BigInt(target), `${bought.earning.posted} earned, not ${target}`);
  }

  private hold(): void {
    // Fewer than four may be worth nothing, which pays nothing.
    const points = 4 + draw(120);
    const balance = this.balance();
    const wish = { holdId: newId(), orderId: newId(), orderTotal: 100_000n, most: 100_000n };
    const tried = attempt(() =>
      this.decide.holdPoints(
        begin(this.purse),
        this.place(),
        { ...wish, points: BigInt(points) },
        this.moment(),
      ),
    );
    must((tried !== undefined) === balance >= points, `a hold of ${points} of ${balance}`);
    if (!tried) return;
    const [set] = tried.posting.sets;
    const parts = (set?.transfers ?? []).map((one) => ({ lotId: one.lotId, points: one.points }));
    this.take(tried.posting);
    must(this.balance() === balance - points, 'a hold locks other than it says');
    this.holds.push({ hold: tried.hold, parts, back: 0 });
  }

  private end(how: 'post' | 'void'): void {
    const held = this.holds.filter(({ hold }) => hold.status === 'HELD');
    const one = held[draw(held.length)];
    if (!one) return;
    const { posting, hold } =
      how === 'post'
        ? this.decide.postHold(begin(this.purse), one.hold, one.parts, '2026-01-01', this.moment())
        : this.decide.voidHold(begin(this.purse), one.hold, one.parts, 'UTC', 'VOIDED', this.moment());
    this.take(posting);
    one.hold = hold;
  }

  /** Money that points paid is given back, more and less; what was given back once stays given. */
  private returned(): void {
    const posted = this.holds.filter(({ hold }) => hold.status === 'POSTED');
    const one = posted[draw(posted.length)];
    if (!one) return;
    const share = draw(101);
    one.back = Math.max(one.back, Math.floor((Number(one.hold.points) * share) / 100));
    const of = { refunded: BigInt(share), of: 100n };
    const { posting, hold } = this.decide.giveBack(
      begin(this.purse),
      one.hold,
      one.parts,
      of,
      'UTC',
      this.moment(),
    );
    this.take(posting);
    one.hold = hold;
    must(hold.givenBack === BigInt(one.back), `${hold.givenBack} given back, not ${one.back}`);
  }

  private adjust(): void {
    const points = draw(121) - 60;
    if (points === 0) return;
    const adjustment = { points: BigInt(points), reason: 'GOODWILL', note: '' };
    const posting = attempt(() =>
      this.decide.adjustPoints(begin(this.purse), this.place(), adjustment, this.moment()),
    );
    must(points < 0 || posting !== undefined, 'points cannot be given');
    if (posting) this.take(posting);
  }

  private pass(): void {
    this.now += (1 + draw(700)) * 3_600_000;
    this.take(this.decide.expireLots(begin(this.purse), this.moment()));
  }

  private check(): void {
    let [held, debts, spendable] = [0, 0, 0];
    for (const lot of this.purse.lots) {
      const at = this.entries.get(lot.lotId) ?? { CUSTOMER: 0, HELD: 0, BREAKAGE: 0, CAFE: 0 };
      if (
        Number(lot.free) !== at.CUSTOMER ||
        Number(lot.held) !== at.HELD ||
        Number(lot.expired) !== at.BREAKAGE
      )
        throw new Error(`lot ${lot.lotId} is not what its entries say`);
      if (at.CUSTOMER + at.HELD + at.BREAKAGE + at.CAFE !== 0 || at.HELD < 0 || at.BREAKAGE < 0)
        throw new Error(`lot ${lot.lotId} is not balanced`);
      held += at.HELD;
      if (at.CUSTOMER < 0) debts += 1;
    }
    if (debts > 0) spendable = this.balance();
    const open = this.holds.filter(({ hold }) => hold.status === 'HELD');
    const locked = open.reduce((sum, { hold }) => sum + Number(hold.points), 0);
    must(held === locked, `${held} are held, not ${locked}`);
    must(spendable <= 0, 'a member owes points and can spend others');
  }
}

/** Undefined for an expected no. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof Error && 'reason' in error) return undefined;
    throw error;
  }
}

test(
  'whatever happens to a member, every lot is its entries, holds lock what they say, and nobody spends what is not there',
  () => {
    const started = performance.now();
    let life = new Life();
    for (let n = 1; n <= OPERATIONS; n++) {
      if (n % PER_LIFE === 0) life = new Life();
      life.step();
    }
    expect(ids).toBeGreaterThan(OPERATIONS);
    const perSecond = Math.round(OPERATIONS / ((performance.now() - started) / 1000));
    if (process.env.POINTS_OPERATIONS)
      process.stderr.write(`${OPERATIONS} operations, seed ${SEED}: ${perSecond}/s\n`);
  },
  Math.max(60_000, OPERATIONS),
);

/** Decisions of which one is wrong in one way. */
const wrong: Readonly<Record<string, [Partial<typeof decisions>, RegExp]>> = {
  'a point too many is earned': [
    {
      followEarning: (posting, earning, place, due, moment) =>
        followEarning(posting, earning, place, { ...due, points: due.points + 1n }, moment),
    },
    /earned, not/,
  ],
  'news that come twice are posted twice': [
    {
      followEarning: (posting, earning, ...rest) =>
        followEarning(posting, { ...earning, posted: 0n, lotId: null, setId: null }, ...rest),
    },
    /twice|earned, not/,
  ],
  'a hold says more than it locks': [
    {
      holdPoints: (...asked) => {
        const { posting, hold } = holdPoints(...asked);
        return { posting, hold: { ...hold, points: hold.points + 1n } };
      },
    },
    /are held, not/,
  ],
  'points are spent that are not there': [
    {
      holdPoints: (posting, place, wish, moment) => {
        const rich = posting.purse.lots.map((lot) => ({ ...lot, free: lot.free + 50n }));
        return holdPoints({ ...posting, purse: { ...posting.purse, lots: rich } }, place, wish, moment);
      },
    },
    /a hold of|more is spent|not what its entries say/,
  ],
  'what was given back once is given back again': [
    {
      giveBack: (posting, hold, parts, share, ...rest) =>
        giveBack(posting, { ...hold, givenBack: 0n }, parts, share, ...rest),
    },
    /given back, not|not balanced|more moves out|not what its entries say/,
  ],
  'points expire and no entry says so': [
    { expireLots: (...asked) => ({ ...expireLots(...asked), sets: [] }) },
    /not what its entries say/,
  ],
};

test.each(Object.entries(wrong))('lives show it where %s', (_, [broken, says]) => {
  const live = () => {
    for (let lives = 0; lives < 200; lives++) {
      const life = new Life({ ...decisions, ...broken });
      for (let n = 1; n < PER_LIFE; n++) life.step();
    }
  };
  expect(live).toThrow(says);
});
