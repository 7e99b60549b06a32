import type { BenchCafe } from '@sippy/bench/bench-cafes';
import type { Databases } from './databases.ts';
import type { OwnSystem } from './own-system.ts';
import type { SystemNeeds } from './process-list.ts';
import type { Random } from './random.ts';

/** A rule of a scenario and what was seen. */
export interface Finding {
  rule: string;
  relation: '=' | '≤' | '≥';
  limit: number;
  got: number;
  unit: string;
  holds: boolean;
}

/** What a scenario is given. */
export interface Stage {
  system: OwnSystem;
  databases: Databases;
  /** Cafés with a menu and a barista signed in at a till each. */
  cafes: readonly BenchCafe[];
  random: Random;
  /** How much of something: the full size, scaled down, but never below the smallest that says anything. */
  size(full: number, smallest: number): number;
  /** A limit of time. At the smallest size, which runs beside other tests on any machine, it is four times as long. */
  limit(seconds: number): number;
  /** Name of the protection that was taken away; undefined in an honest run. */
  without: string | undefined;
  /** States what was seen; a rule that does not hold makes the scenario red. */
  must(rule: string, got: number, relation: Finding['relation'], limit: number, unit?: string): void;
  /** Says what is going on. */
  say(text: string): void;
}

/** A protection, and how it is taken away from outside. Without it the scenario must be red. */
export interface Proof {
  /** What is taken away, as `stage.without` names it. */
  without: string;
  /** A different system, where the protection is one of those. */
  needs?: SystemNeeds;
  /** Done before the scenario runs; what must happen in its middle the scenario does itself. */
  takeAway?(stage: Stage): Promise<void>;
}

/** A fault, under load, and what must hold all the same. */
export interface Scenario {
  number: number;
  name: string;
  /** The fault, as a sentence. */
  about: string;
  needs: SystemNeeds;
  /** Part of the subset that `npm test` runs. */
  quick: boolean;
  /** Why this machine cannot have the fault; undefined if it can. Always possible where left out. */
  impossible?(): string | undefined;
  run(stage: Stage): Promise<void>;
  proofs: readonly Proof[];
}
