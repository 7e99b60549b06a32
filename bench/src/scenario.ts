import type { BenchCafes } from './bench-cafes.ts';
import type { BenchSystem } from './bench-system.ts';
import type { Floors } from './floors.ts';

/** What a scenario is given. */
export interface BenchContext {
  system: BenchSystem;
  /** Fifty cafés with a menu. */
  cafes: BenchCafes;
  /** Seconds of a counted round. */
  seconds: number;
  rounds: number;
  /** Share of the full size (1) of what is counted in things rather than in seconds. */
  scale: number;
  floors: Floors;
}

/** One measured figure. */
export interface Figure {
  what: string;
  unit: string;
  min: number;
  median: number;
  max: number;
  /** What it stands beside, in the same unit and measured in the same run. */
  floor?: { what: string; value: number };
  /** What the median is to reach. */
  target?: { atMost: number } | { atLeast: number };
}

/** Something that can be measured by name. */
export interface Scenario {
  name: string;
  about: string;
  /** It needs a system in which nothing has happened yet. */
  alone?: boolean;
  run(context: BenchContext): Promise<Figure[]>;
}
