import type { Scenario } from './scenario.ts';
import { killHost } from './scenarios/kill-host.ts';

/** Every scenario, in the order of its number. */
export const scenarios: readonly Scenario[] = [killHost];
