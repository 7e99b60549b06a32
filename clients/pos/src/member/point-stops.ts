/** Where a slider over points stops. Pure. */

const mostStops = 40n;
const niceSteps = [1n, 2n, 5n];

/**
 * Numbers of points to choose from: the fewest that can be spent, round numbers between, and the most. None where nothing
 * can be spent.
 */
export function pointStops(least: bigint, most: bigint): bigint[] {
  if (most <= 0n || least > most) return [];
  const step = stepFor(most - least);
  const stops = [least];
  for (let at = (least / step + 1n) * step; at < most; at += step) stops.push(at);
  if (most > least) stops.push(most);
  return stops;
}

function stepFor(span: bigint): bigint {
  for (let power = 1n; ; power *= 10n) {
    const found = niceSteps.find((nice) => span / (nice * power) <= mostStops);
    if (found) return found * power;
  }
}
