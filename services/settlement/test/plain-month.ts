/** A month of random movements, and what it comes to by plain arithmetic: from the rules, not from the service's code. */
import type { Event } from '@sippy/kit/events';
import { given } from './fixture.ts';
import { earned, givenBack, redeemed, type Shop } from './points.ts';

/** Minor units for 1,000 points, by value version. */
export const plainValues = [0, 333, 1001];

/** Numbers from 0 on below a bound, the same in every run. */
export function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

/** What each pair of cafés has of each value: issuer, redeemer, version → points. */
export type Model = Map<string, number>;

/** Some movement at some of these cafés, written into the model too. */
export function movement(
  draw: (below: number) => number,
  networkId: string,
  shops: readonly Shop[],
  model: Model,
): Event {
  const [issuer, at] = [given(shops[draw(shops.length)]), given(shops[draw(shops.length)])];
  const [kind, points, valueVersion] = [draw(10), 1 + draw(500), 1 + draw(2)];
  const moved = { networkId, issuer, points, valueVersion };
  if (kind < 3) return earned(moved);
  const sign = kind < 9 ? 1 : -1;
  const key = `${issuer.cafeId} ${at.cafeId} ${valueVersion}`;
  if (issuer !== at) model.set(key, (model.get(key) ?? 0) + sign * points);
  return sign > 0 ? redeemed(at, moved) : givenBack(at, moved);
}

/** Half to even, of thousandths. */
function rounded(thousandths: number): number {
  const floor = Math.floor(thousandths / 1000);
  const rest = thousandths - floor * 1000;
  return rest > 500 || (rest === 500 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** What each café has in the end, worked out from the model alone. */
export function netsOf(model: Model): Map<string, number> {
  const pairs = new Map<string, number>();
  for (const [key, points] of model) {
    const [issuer, redeemer, version] = key.split(' ');
    const pair = `${issuer} ${redeemer}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + points * given(plainValues[Number(version)]));
  }
  const nets = new Map<string, number>();
  for (const [pair, thousandths] of pairs) {
    const [issuer = '', redeemer = ''] = pair.split(' ');
    nets.set(issuer, (nets.get(issuer) ?? 0) - rounded(thousandths));
    nets.set(redeemer, (nets.get(redeemer) ?? 0) + rounded(thousandths));
  }
  return nets;
}
