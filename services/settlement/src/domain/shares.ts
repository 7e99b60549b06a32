/** Whole minor units out of exact fractions: half-even for a whole, largest remainder for its parts. */

/** The quotient of two whole numbers, rounded half to even. The divisor is positive. */
export function roundHalfEven(numerator: bigint, divisor: bigint): bigint {
  const floor = floorOf(numerator, divisor);
  const twice = 2n * (numerator - floor * divisor);
  if (twice === divisor) return floor % 2n === 0n ? floor : floor + 1n;
  return twice > divisor ? floor + 1n : floor;
}

/**
 * Spreads a whole over parts that are exactly `numerators / divisor`: each gets its floor, and those with the largest
 * remainders one more until the parts equal the whole; ties by order. The whole must be the rounded sum of the parts.
 */
export function spread(whole: bigint, numerators: readonly bigint[], divisor: bigint): bigint[] {
  const shares = numerators.map((numerator) => floorOf(numerator, divisor));
  const left = whole - shares.reduce((sum, share) => sum + share, 0n);
  if (left < 0n || left > BigInt(shares.length))
    throw new RangeError('the whole is not the sum of its parts');
  const remainders = numerators.map((numerator, i) => numerator - (shares[i] ?? 0n) * divisor);
  const order = remainders.map((_, i) => i).sort((a, b) => compare(remainders[b], remainders[a]) || a - b);
  for (const i of order.slice(0, Number(left))) shares[i] = (shares[i] ?? 0n) + 1n;
  return shares;
}

function floorOf(numerator: bigint, divisor: bigint): bigint {
  const quotient = numerator / divisor;
  return numerator % divisor < 0n ? quotient - 1n : quotient;
}

function compare(a = 0n, b = 0n): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
