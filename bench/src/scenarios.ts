import type { Scenario } from './scenario.ts';
import { floor } from './scenarios/floor.ts';
import { menu } from './scenarios/menu.ts';
import { sale } from './scenarios/sale.ts';

/** All scenarios, in the order in which a full run measures them. */
export const scenarios: readonly Scenario[] = [floor, menu, sale];
