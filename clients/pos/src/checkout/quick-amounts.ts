/** Which amounts a guest is likely to hand over. */

/** Notes of a currency in major units, smallest first. */
const notesOf: Readonly<Record<string, readonly bigint[]>> = {
  USD: [1n, 5n, 10n, 20n, 50n, 100n],
  CAD: [5n, 10n, 20n, 50n, 100n],
  AUD: [5n, 10n, 20n, 50n, 100n],
  GBP: [5n, 10n, 20n, 50n],
  CHF: [10n, 20n, 50n, 100n, 200n],
  JPY: [1000n, 5000n, 10_000n],
  SEK: [20n, 50n, 100n, 200n, 500n],
  AED: [5n, 10n, 20n, 50n, 100n, 200n, 500n],
  SAR: [5n, 10n, 50n, 100n, 500n],
};

const euroNotes = [5n, 10n, 20n, 50n, 100n, 200n] as const;

const mostAmounts = 6;

/** The multiple of `coin` minor units nearest to an amount, halves to the even one, as the server rounds cash. */
export function roundToCoin(amount: bigint, coin: bigint): bigint {
  if (coin <= 1n) return amount;
  const low = amount - (amount % coin);
  const twice = (amount - low) * 2n;
  return twice > coin || (twice === coin && (low / coin) % 2n === 1n) ? low + coin : low;
}

/**
 * Amounts to offer for what is due in cash, in minor units: exactly that first, then what notes make of it. Smallest
 * first, none twice, none below what is due, at most six. `minorDigits` are those of the currency.
 */
export function quickAmounts(due: bigint, currencyCode: string, minorDigits: number): bigint[] {
  const unit = 10n ** BigInt(minorDigits);
  const notes = notesOf[currencyCode] ?? euroNotes;
  const amounts = new Set([due]);
  for (const note of notes) {
    const size = note * unit;
    amounts.add(((due + size - 1n) / size) * size);
  }
  return [...amounts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).slice(0, mostAmounts);
}
