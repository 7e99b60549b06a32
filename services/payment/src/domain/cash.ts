/** Rounding to the smallest coin, and change. */

/** The multiple of `coin` nearest to an amount that is not negative; halves go to the even multiple. */
export function roundToCoin(amount: bigint, coin: bigint): bigint {
  if (coin <= 1n) return amount;
  const low = amount - (amount % coin);
  const twice = (amount - low) * 2n;
  const up = twice > coin || (twice === coin && (low / coin) % 2n === 1n);
  return up ? low + coin : low;
}
