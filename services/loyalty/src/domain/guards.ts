/** How much may be earned and spent in a day before somebody looks at it, and whose own sale earns nothing. */

/** Most of a day; 0 for no limit. */
export interface Limit {
  orders: number;
  points: number;
}

/** What is counted: what one member earns in a network, what one member of staff answers for, what one café issues. */
export type Counted = 'MEMBER' | 'STAFF' | 'CAFE';

/** Why an order has not earned at once. */
export type GuardReason = `${Counted}_LIMIT` | 'OWN_SALE';

/** Where a review stands. */
export type ReviewStatus = 'HELD' | 'RELEASED' | 'REFUSED';

/** The settings of a programme. */
export interface Guards {
  limits: Readonly<Record<Counted, Limit>>;
  /** Payments with points of one member on one day; 0 for no limit. */
  redemptions: number;
  /** Whether staff earn on their own sales. */
  ownSales: boolean;
}

/** What holds where a programme says nothing: cafés differ too much for a limit of theirs. */
export const DEFAULT_GUARDS: Guards = {
  limits: {
    MEMBER: { orders: 30, points: 0 },
    STAFF: { orders: 1000, points: 0 },
    CAFE: { orders: 0, points: 0 },
  },
  redemptions: 30,
  ownSales: false,
};

/** Who had a hand in a sale; ids of users and of members of staff. */
export interface Sellers {
  /** Who placed it at a counter; null of an order that a customer gave online. */
  placedById: string | null;
  /** Who took the payment that completed it. */
  takenById: string | null;
  /** Who gave it to the member after it was paid. */
  claimedById: string | null;
}

/** The members of staff that had a hand in a sale. Whoever pays online sells nothing. */
export function sellersOf({ placedById, takenById, claimedById }: Sellers): string[] {
  const taken = placedById === null ? null : takenById;
  return [claimedById, taken, placedById].flatMap((id) => id ?? []);
}

/** Who answers for a sale. */
export function answerableFor(sellers: Sellers): string | null {
  return sellersOf(sellers)[0] ?? null;
}

/** Whether one of the sellers is the member: as a user, or as a member of staff who has that account. */
export function isOwnSale(
  sellers: Sellers,
  accounts: readonly string[],
  memberIds: readonly string[],
): boolean {
  const people = [...sellersOf(sellers), ...accounts];
  return people.some((id) => memberIds.includes(id));
}

/** What is counted of one day. */
export interface DayKey {
  counted: Counted;
  networkId: string;
  subjectId: string;
  day: string;
}

/** How much it is. */
export interface DayCount extends DayKey {
  orders: bigint;
  points: bigint;
}

/** An order that is to earn, with all that counts it. */
export interface Candidate {
  orderId: string;
  points: bigint;
  time: Date;
  guards: Guards;
  keys: readonly DayKey[];
}

/** Text that names a count in a map. */
export function dayKey({ counted, networkId, subjectId, day }: DayKey): string {
  return `${counted} ${networkId} ${subjectId} ${day}`;
}

/** Those of the keys of which there is a limit. */
export function limitedKeys(guards: Guards, keys: readonly DayKey[]): DayKey[] {
  return keys.filter(({ counted }) => {
    const { orders, points } = guards.limits[counted];
    return orders > 0 || points > 0;
  });
}

/** What orders add to each count, sorted: whoever counts takes the rows in this order. */
export function addedBy(candidates: readonly Candidate[]): DayCount[] {
  const counts = new Map<string, DayCount>();
  for (const { keys, points } of candidates) {
    for (const key of keys) {
      const name = dayKey(key);
      const { orders: before, points: had } = counts.get(name) ?? { orders: 0n, points: 0n };
      counts.set(name, { ...key, orders: before + 1n, points: had + points });
    }
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

/**
 * The orders that exceed a limit, and why, where `totals` are the counts with all of these orders. They are taken in the order of
 * their sales; one that is held counts for nothing, so a small order may follow a large one that was too much.
 */
export function exceeding(
  candidates: readonly Candidate[],
  totals: readonly DayCount[],
): Map<string, GuardReason[]> {
  const room = new Map(totals.map((total) => [dayKey(total), total]));
  for (const added of addedBy(candidates)) {
    const total = room.get(dayKey(added));
    if (!total) throw new Error(`nothing was counted of ${dayKey(added)}`);
    const before = { orders: total.orders - added.orders, points: total.points - added.points };
    room.set(dayKey(added), { ...added, ...before });
  }
  const held = new Map<string, GuardReason[]>();
  for (const { orderId, points, guards, keys } of candidates.toSorted(bySale)) {
    const counts = keys.flatMap((key) => room.get(dayKey(key)) ?? []);
    const after = counts.map((count) => ({
      ...count,
      orders: count.orders + 1n,
      points: count.points + points,
    }));
    const reasons = after
      .filter((count) => isAbove(guards.limits[count.counted], count))
      .map(({ counted }): GuardReason => `${counted}_LIMIT`);
    if (reasons.length > 0) held.set(orderId, reasons);
    else for (const count of after) room.set(dayKey(count), count);
  }
  return held;
}

function isAbove(limit: Limit, { orders, points }: DayCount): boolean {
  return (limit.orders > 0 && orders > limit.orders) || (limit.points > 0 && points > limit.points);
}

function bySale(a: Candidate, b: Candidate): number {
  return a.time.getTime() - b.time.getTime() || (a.orderId < b.orderId ? -1 : 1);
}
