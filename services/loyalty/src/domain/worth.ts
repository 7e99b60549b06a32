/** Points of one value version. */
export interface Worth {
  points: bigint;
  /** Minor units that 1,000 points are worth. */
  perThousand: bigint;
}

const THOUSAND = 1000n;

/** What points pay, in minor units: the exact sum over all parts, then floored, since a guest pays what is left. */
export function paidBy(parts: readonly Worth[]): bigint {
  const exact = exactly(parts);
  return exact / THOUSAND - (exact % THOUSAND < 0n ? 1n : 0n);
}

/** What points are worth, in minor units: the exact sum over all parts, then rounded half-even; for showing. */
export function amountOf(parts: readonly Worth[]): bigint {
  const exact = exactly(parts);
  const floor = exact / THOUSAND - (exact % THOUSAND < 0n ? 1n : 0n);
  const twice = (exact - floor * THOUSAND) * 2n;
  const up = twice > THOUSAND || (twice === THOUSAND && floor % 2n !== 0n);
  return up ? floor + 1n : floor;
}

/** Most points of one value that pay no more than an amount. */
export function pointsWithin(amount: bigint, perThousand: bigint): bigint {
  return ((amount + 1n) * THOUSAND - 1n) / perThousand;
}

function exactly(parts: readonly Worth[]): bigint {
  return parts.reduce((sum, part) => sum + part.points * part.perThousand, 0n);
}
