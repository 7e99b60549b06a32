/** How an exact amount becomes whole minor units. */
export type Rounding = 'HALF_EVEN' | 'HALF_UP' | 'UP' | 'DOWN';

/** Basis points of a whole: 10,000 bps are 100 %. */
export const WHOLE = 10_000n;

/** `numerator / denominator`, rounded to a whole number. `denominator` must be positive. */
export function roundedRatio(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const floor = magnitude / denominator;
  const rest = magnitude % denominator;
  const rounded = roundsUp(floor, rest, denominator, rounding) ? floor + 1n : floor;
  return negative ? -rounded : rounded;
}

function roundsUp(floor: bigint, rest: bigint, denominator: bigint, rounding: Rounding): boolean {
  if (rest === 0n) return false;
  const twice = rest * 2n;
  switch (rounding) {
    case 'HALF_EVEN':
      return twice > denominator || (twice === denominator && floor % 2n === 1n);
    case 'HALF_UP':
      return twice >= denominator;
    case 'UP':
      return true;
    case 'DOWN':
      return false;
  }
}

/** A share of an amount in basis points. */
export function shareOf(amount: bigint, bps: number, rounding: Rounding = 'HALF_EVEN'): bigint {
  return roundedRatio(amount * BigInt(bps), WHOLE, rounding);
}

/**
 * Spreads a total over weights by largest remainder, ties in order, so that the parts always add up to it. Weights
 * must not be negative; a weight of zero gets nothing. If all are zero, nothing is spread.
 */
export function spread(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  if (sum === 0n || total === 0n) return weights.map(() => 0n);
  const sign = total < 0n ? -1n : 1n;
  const whole = total * sign;
  const parts = weights.map((weight) => (whole * weight) / sum);
  let left = whole - parts.reduce((all, part) => all + part, 0n);
  if (left > 0n) {
    const remainder = (i: number) => (whole * (weights[i] ?? 0n)) % sum;
    const byRemainder = weights.map((_, i) => i).sort((a, b) => compare(remainder(b), remainder(a)) || a - b);
    for (const i of byRemainder) {
      if (left === 0n) break;
      parts[i] = (parts[i] ?? 0n) + 1n;
      left -= 1n;
    }
  }
  return sign < 0n ? parts.map((part) => -part) : parts;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The smaller of two amounts. */
export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** By currency, so as many as there are currencies. */
const digitsOf = new Map<string, number>();

function minorDigits(currency: string): number {
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    digitsOf.set(currency, digits);
  }
  return digits;
}

/** An amount as people read it, such as `4.75 USD`. */
export function moneyText(minor: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const magnitude = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const whole = magnitude.slice(0, magnitude.length - digits);
  const fraction = digits > 0 ? `.${magnitude.slice(-digits)}` : '';
  return `${minor < 0n ? '-' : ''}${whole}${fraction} ${currency}`;
}
