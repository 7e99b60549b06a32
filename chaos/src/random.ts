/** Chance that can be repeated: the same seed gives the same draws in the same order. */
export interface Random {
  readonly seed: number;
  /** From 0 to less than 1. */
  next(): number;
  /** A whole number from `low` to `high`, both possible. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** A generator (mulberry32) from a seed of 32 bits. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    seed,
    next,
    between,
    pick: (from) => {
      const picked = from[between(0, from.length - 1)];
      if (picked === undefined) throw new Error('there is nothing to pick from');
      return picked;
    },
    shuffled: (items) => {
      const all = [...items];
      for (let at = all.length - 1; at > 0; at--) {
        const other = between(0, at);
        [all[at], all[other]] = [all[other] as never, all[at] as never];
      }
      return all;
    },
  };
}
