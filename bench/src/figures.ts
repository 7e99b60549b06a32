import { spread } from './latency.ts';
import type { Figure } from './scenario.ts';

/** A figure of the values that the rounds gave. */
export function figure(
  what: string,
  unit: string,
  values: readonly number[],
  beside: Pick<Figure, 'floor' | 'target'> = {},
): Figure {
  return { what, unit, ...spread(values), ...beside };
}

/** The median of some values. */
export function median(values: readonly number[]): number {
  return spread(values).median;
}

/** The sum of some values. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
