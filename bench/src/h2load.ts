import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sum } from './figures.ts';
import { cpuSecondsOf, difference, type Roots } from './process-usage.ts';

const run = promisify(execFile);

/** What a round of h2load measured. */
export interface SingleCalls {
  perSecond: number;
  /** CPU of all the processes for a call, in microseconds. */
  cpuUs: number;
}

/** Asks for a page over and over, as browsers do: 8 HTTP/2 connections with 16 requests each under way. */
export async function h2load(url: string, seconds: number, pids: Roots): Promise<SingleCalls> {
  const warmUpSeconds = 1;
  const before = cpuSecondsOf(pids);
  const load = ['-c', '8', '-m', '16', '-D', String(seconds), '--warm-up-time', String(warmUpSeconds)];
  const { stdout } = await run('h2load', [...load, '-H', 'accept-encoding: gzip', url]);
  const used = sum(Object.values(difference(before, cpuSecondsOf(pids))));
  const done = Number(/, (\d+) succeeded/.exec(stdout)?.[1] ?? 0);
  const failed = Number(/(\d+) failed/.exec(stdout)?.[1] ?? 0);
  if (!(done > 0) || failed > done / 1000) throw new Error(`h2load had too few answers:\n${stdout}`);
  return {
    perSecond: Number(/([\d.]+) req\/s/.exec(stdout)?.[1] ?? Number.NaN),
    // The warm-up is load that is not counted.
    cpuUs: (used * 1e6) / ((done * (seconds + warmUpSeconds)) / seconds),
  };
}
