import type { BenchCafes } from './bench-cafes.ts';
import type { BenchSystem } from './bench-system.ts';

/** What a scenario is given. */
export interface BenchContext {
  system: BenchSystem;
  /** Fifty cafés with a menu. */
  cafes: BenchCafes;
  /** Seconds of a counted round. */
  seconds: number;
  rounds: number;
}

/** One measured figure. */
export interface Figure {
  what: string;
  unit: string;
  min: number;
  median: number;
  max: number;
  /** What it stands beside, measured in the same run. */
  floor?: { what: string; value: number };
}

/** Something that can be measured by name. */
export interface Scenario {
  name: string;
  about: string;
  run(context: BenchContext): Promise<Figure[]>;
}
