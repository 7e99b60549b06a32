/** What became of the points of each café: pure arithmetic over sums of the journal. */
import { roundHalfEven, spread } from './shares.ts';

/** What moved of a café's points, or through a café, in a month. */
export interface MovedPoints {
  cafeId: string;
  organisationId: string;
  issued: bigint;
  redeemedHome: bigint;
  redeemedAway: bigint;
  redeemedOfOthers: bigint;
  expired: bigint;
  reversed: bigint;
}

/** Outstanding points of a café, of one value version and one age. */
export interface OutstandingSum {
  cafeId: string;
  organisationId: string;
  valueVersion: number;
  /** Days from the lots' issue to the end of the month. */
  ageDays: number;
  points: bigint;
}

/** Points of a café and of one value version that were spent, less those that came back. */
export interface SpentSum {
  cafeId: string;
  organisationId: string;
  valueVersion: number;
  points: bigint;
}

/** How many members came back to a café. */
export interface ReturningMembers {
  cafeId: string;
  organisationId: string;
  members: bigint;
}

/** What a report is made of. */
export interface PointsSums {
  moved: readonly MovedPoints[];
  outstanding: readonly OutstandingSum[];
  spent: readonly SpentSum[];
  returning: readonly ReturningMembers[];
}

/** Outstanding points of an age, which is that of `AGES` with the place. */
export interface AgedPoints {
  fromDays: number;
  points: bigint;
  minor: bigint;
}

/** A café in the report. */
export interface CafePoints extends MovedPoints {
  outstanding: bigint;
  minor: bigint;
  ages: AgedPoints[];
  /** What the café pays for points that were spent. */
  spentMinor: bigint;
  returningMembers: bigint;
  /** What it pays for each member who came back; undefined where nobody did. */
  costMinor: bigint | undefined;
}

/** Where each age begins, in days. */
export const AGES = [0, 31, 91, 181, 366] as const;
const POINTS_PER_VALUE = 1000n;

/** Puts a report together, in the order of the cafés' ids. Throws for a value version that is not known. */
export function pointsReport(
  { moved, outstanding, spent, returning }: PointsSums,
  values: ReadonlyMap<number, bigint>,
): CafePoints[] {
  const keyOf = (one: { cafeId: string; organisationId: string }) => `${one.cafeId} ${one.organisationId}`;
  const movedOf = new Map(moved.map((one) => [keyOf(one), one]));
  const left = Map.groupBy(outstanding, keyOf);
  const spentOf = Map.groupBy(spent, keyOf);
  const cameBack = new Map(returning.map((one) => [keyOf(one), one.members]));
  const worthOf = (one: { points: bigint; valueVersion: number }) =>
    one.points * pointValue(values, one.valueVersion);
  return [...new Set([...movedOf.keys(), ...left.keys()])].sort().map((key) => {
    const [cafeId = '', organisationId = ''] = key.split(' ');
    const sums = left.get(key) ?? [];
    const exact = AGES.map((from, i) => {
      const until = AGES[i + 1] ?? Number.POSITIVE_INFINITY;
      return sums.filter(({ ageDays }) => Math.max(ageDays, 0) >= from && Math.max(ageDays, 0) < until);
    });
    const worth = exact.map((all) => sumOf(all, worthOf));
    const minor = roundHalfEven(
      worth.reduce((sum, one) => sum + one, 0n),
      POINTS_PER_VALUE,
    );
    const minors = spread(minor, worth, POINTS_PER_VALUE);
    const spentMinor = roundHalfEven(sumOf(spentOf.get(key) ?? [], worthOf), POINTS_PER_VALUE);
    const returningMembers = cameBack.get(key) ?? 0n;
    const none = { issued: 0n, redeemedHome: 0n, redeemedAway: 0n, redeemedOfOthers: 0n };
    return {
      ...(movedOf.get(key) ?? { cafeId, organisationId, ...none, expired: 0n, reversed: 0n }),
      outstanding: sumOf(sums, (one) => one.points),
      minor,
      ...{ spentMinor, returningMembers },
      costMinor: returningMembers === 0n ? undefined : roundHalfEven(spentMinor, returningMembers),
      ages: AGES.map((fromDays, i) => ({
        fromDays,
        points: sumOf(exact[i] ?? [], (one) => one.points),
        minor: minors[i] ?? 0n,
      })),
    };
  });
}

function sumOf<T>(all: readonly T[], of: (one: T) => bigint): bigint {
  return all.reduce((sum, one) => sum + of(one), 0n);
}

function pointValue(values: ReadonlyMap<number, bigint>, version: number): bigint {
  const value = values.get(version);
  if (value === undefined) throw new Error(`there is no value version ${version}`);
  return value;
}
