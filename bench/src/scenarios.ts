import type { Scenario } from './scenario.ts';
import { earn } from './scenarios/earn.ts';
import { floor } from './scenarios/floor.ts';
import { hotShop } from './scenarios/hot-shop.ts';
import { login } from './scenarios/login.ts';
import { menu } from './scenarios/menu.ts';
import { menuCold } from './scenarios/menu-cold.ts';
import { openLoop } from './scenarios/open-loop.ts';
import { points } from './scenarios/points.ts';
import { pos } from './scenarios/pos.ts';
import { relay } from './scenarios/relay.ts';
import { replay } from './scenarios/replay.ts';
import { sale } from './scenarios/sale.ts';
import { saleJson } from './scenarios/sale-json.ts';
import { settle } from './scenarios/settle.ts';
import { size } from './scenarios/size.ts';
import { start } from './scenarios/start.ts';
import { streams } from './scenarios/streams.ts';

/** All scenarios, in the order in which a full run measures them: streams first, while few orders are open. */
export const scenarios: readonly Scenario[] = [
  floor,
  start,
  menu,
  menuCold,
  streams,
  sale,
  saleJson,
  hotShop,
  login,
  openLoop,
  relay,
  replay,
  points,
  earn,
  settle,
  size,
  pos,
];
