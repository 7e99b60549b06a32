import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './scenario.ts';
import { type Selling, type SellingOptions, startSelling } from './selling.ts';

/** Sells for so many seconds and waits for the last answers. */
export async function sell(stage: Stage, seconds: number, options?: SellingOptions): Promise<Selling> {
  const selling = startSelling(stage.cafes, options);
  await sleep(seconds * 1000);
  await selling.stop();
  return selling;
}
