import { drained } from './drained.ts';
import { figure, median, sum } from './figures.ts';
import { cpuSecondsOf, difference, memoryMiBOf } from './process-usage.ts';
import { runLoad } from './run-load.ts';
import type { BenchContext, Figure } from './scenario.ts';
import { openStatementCounter } from './statements.ts';
import { salesAtOnce } from './till.ts';

/** One round of sales, everything they have led to included. */
export interface SalesRound {
  perSecond: number;
  cpuMs: Record<string, number>;
  statements: number;
  drainSeconds: number;
  /** The place-order statement in PostgreSQL, in microseconds. */
  placeUs: number;
}

/** Sells as fast as it goes, for a round; the clock stops when every consumer has nothing left to do. */
export async function measureSales(
  { system, seconds }: BenchContext,
  sell: (index: number) => Promise<unknown>,
): Promise<SalesRound> {
  const counter = await openStatementCounter(system.adminUrl);
  try {
    await counter?.reset();
    const before = cpuSecondsOf(system.pids);
    const load = await runLoad(salesAtOnce, seconds, sell);
    if (load.failures > load.done / 100) throw new Error(`${load.failures} of ${load.done} sales failed`);
    const drainSeconds = await drained(system);
    const used = difference(before, cpuSecondsOf(system.pids));
    return {
      perSecond: load.done / (load.seconds + drainSeconds),
      cpuMs: Object.fromEntries(Object.entries(used).map(([name, cpu]) => [name, (cpu * 1000) / load.done])),
      statements: ((await counter?.read())?.calls ?? Number.NaN) / load.done,
      drainSeconds,
      placeUs: (await counter?.meanUs('with placed as')) ?? Number.NaN,
    };
  } finally {
    await counter?.close();
  }
}

/** Sells for a while without counting, until nothing is compiled, planned or connected for the first time. */
export async function warmUp(
  { system, seconds }: BenchContext,
  sell: (index: number) => Promise<unknown>,
): Promise<void> {
  await runLoad(salesAtOnce, Math.min(4, seconds), sell);
  await drained(system);
}

/** CPU of all processes for a sale, in milliseconds. */
export function cpuOf(round: SalesRound): number {
  return sum(Object.values(round.cpuMs));
}

/** CPU by process, for those that used any; beside other rounds, if some are given. */
export function cpuFigures(
  rounds: readonly SalesRound[],
  others?: { what: string; rounds: readonly SalesRound[] },
): Figure[] {
  const names = Object.keys(rounds[0]?.cpuMs ?? {});
  const of = (name: string, some: readonly SalesRound[]) => some.map(({ cpuMs }) => cpuMs[name] ?? 0);
  return names
    .filter((name) => median(of(name, rounds)) >= 0.005)
    .map((name) => {
      const floor = others && { what: others.what, value: median(of(name, others.rounds)) };
      return figure(`CPU of ${name}`, 'ms/sale', of(name, rounds), floor && { floor });
    });
}

/** Memory of the system now, all of it and of its largest parts. */
export function memoryFigures({ system }: BenchContext): Figure[] {
  const memory = memoryMiBOf(system.pids);
  return [
    figure('memory after, all processes', 'MiB', [sum(Object.values(memory))]),
    ...Object.entries(memory)
      .filter(([, size]) => size >= 20)
      .map(([name, size]) => figure(`memory of ${name}`, 'MiB', [size])),
  ];
}
