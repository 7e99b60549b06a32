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
}

/** Where each age begins, in days. */
export const AGES = [0, 31, 91, 181, 366] as const;
const POINTS_PER_VALUE = 1000n;

/** Puts a report together, in the order of the cafés' ids. Throws for a value version that is not known. */
export function pointsReport(
  moved: readonly MovedPoints[],
  outstanding: readonly OutstandingSum[],
  values: ReadonlyMap<number, bigint>,
): CafePoints[] {
  const keyOf = (one: { cafeId: string; organisationId: string }) => `${one.cafeId} ${one.organisationId}`;
  const movedOf = new Map(moved.map((one) => [keyOf(one), one]));
  const left = Map.groupBy(outstanding, keyOf);
  return [...new Set([...movedOf.keys(), ...left.keys()])].sort().map((key) => {
    const [cafeId = '', organisationId = ''] = key.split(' ');
    const sums = left.get(key) ?? [];
    const exact = AGES.map((from, i) => {
      const until = AGES[i + 1] ?? Number.POSITIVE_INFINITY;
      return sums.filter(({ ageDays }) => Math.max(ageDays, 0) >= from && Math.max(ageDays, 0) < until);
    });
    const worth = exact.map((all) => sumOf(all, (one) => one.points * pointValue(values, one.valueVersion)));
    const minor = roundHalfEven(
      worth.reduce((sum, one) => sum + one, 0n),
      POINTS_PER_VALUE,
    );
    const minors = spread(minor, worth, POINTS_PER_VALUE);
    const none = { issued: 0n, redeemedHome: 0n, redeemedAway: 0n, redeemedOfOthers: 0n };
    return {
      ...(movedOf.get(key) ?? { cafeId, organisationId, ...none, expired: 0n, reversed: 0n }),
      outstanding: sumOf(sums, (one) => one.points),
      minor,
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
