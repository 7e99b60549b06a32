import { setTimeout as sleep } from 'node:timers/promises';
import { drained } from '../drained.ts';
import { figure } from '../figures.ts';
import { CallFailed, openCaller } from '../grpc-web-caller.ts';
import { percentiles } from '../latency.ts';
import { measureSales, warmUp } from '../measure-sales.ts';
import { runAtRate } from '../run-load.ts';
import type { BenchContext, Figure, Scenario } from '../scenario.ts';
import { salesAtOnce, sellInTurn } from '../till.ts';

const shares = [0.5, 0.8, 1, 1.2, 2];
/** A sale that takes longer than this is of no use to those who wait at the counter. */
const inTimeMs = 2000;

/** How long sales at half the capacity follow on each load. */
const calmSeconds = 10;

/** Sales that come when they come, whether or not earlier ones are done: what the system does beyond its capacity. */
export const openLoop: Scenario = {
  name: 'open-loop',
  about: `sales at a fixed rate of arrival, in shares of what ${salesAtOnce} at once come to, events drained; those in time take at most ${inTimeMs / 1000} s`,
  async run(context) {
    const caller = openCaller(context.system.gatewayUrl, context.cafes.cafes.length);
    try {
      const sell = sellInTurn(caller, context);
      await warmUp(context, sell);
      const loads: number[] = [];
      // A capacity that is taken too low would let overload look harmless: the best of several counts.
      for (let n = 0; n < Math.max(3, context.rounds); n++)
        loads.push((await measureSales(context, sell)).perSecond);
      const capacity = Math.max(...loads);
      const figures = [figure('capacity: the greatest of these', '/s', loads)];
      let usualP99 = Number.NaN;
      for (const share of shares) {
        const offered = await offer(context, capacity * share, sell, capacity / 2);
        if (share === shares[0]) usualP99 = offered.p99;
        figures.push(...figuresOf(share, offered, capacity, usualP99));
        await drained(context.system);
      }
      return figures;
    } finally {
      caller.close();
    }
  },
};

interface Offered {
  inTimePerSecond: number;
  p50: number;
  p99: number;
  refusals: { ms: number; hint: boolean }[];
  /** Sales that failed otherwise. */
  failures: number;
  /** Sales at half the capacity that came right after: when each came, in seconds, and what it took. */
  afterwards: { atSeconds: number; ms: number }[];
  sales: number;
}

/** Offers sales at a rate, then at `calmRate` at once. */
async function offer(
  { seconds }: BenchContext,
  perSecond: number,
  sell: (index: number) => Promise<unknown>,
  calmRate: number,
): Promise<Offered> {
  const refusals: Offered['refusals'] = [];
  let failures = 0;
  const sellOrNote = async (index: number) => {
    try {
      await sell(index);
    } catch (error) {
      if (error instanceof CallFailed && (error.grpcStatus === 8 || error.grpcStatus === 14))
        refusals.push({ ms: error.tookMs, hint: error.retryAfterMs !== undefined });
      else if (failures++ === 0) console.error('first failure:', error);
      throw error;
    }
  };
  const afterwards: Offered['afterwards'] = [];
  const calm = async () => {
    await sleep(seconds * 1000);
    const started = performance.now();
    await runAtRate(calmRate, calmSeconds, async (index) => {
      const begun = performance.now();
      const atSeconds = (begun - started) / 1000;
      await sell(index).then(
        () => afterwards.push({ atSeconds, ms: performance.now() - begun }),
        () => afterwards.push({ atSeconds, ms: Number.POSITIVE_INFINITY }),
      );
    });
  };
  const [load] = await Promise.all([runAtRate(perSecond, seconds, sellOrNote), calm()]);
  const inTime = load.durationsMs.filter((ms) => ms <= inTimeMs).length;
  const { p50, p99 } = percentiles(load.durationsMs);
  const sales = load.done + load.failures;
  return { inTimePerSecond: inTime / seconds, p50, p99, refusals, failures, afterwards, sales };
}

function figuresOf(share: number, offered: Offered, capacity: number, usualP99: number): Figure[] {
  const at = `at ${share * 100} %:`;
  const { inTimePerSecond, p50, p99, refusals, failures, afterwards, sales } = offered;
  const figures = [
    figure(
      `${at} sales in time`,
      '/s',
      [inTimePerSecond],
      share > 1
        ? { target: { atLeast: Math.floor(capacity * 0.9) }, floor: { what: 'capacity', value: capacity } }
        : {},
    ),
    figure(`${at} latency of those done, p50`, 'ms', [p50]),
    figure(`${at} latency of those done, p99`, 'ms', [p99]),
    figure(`${at} failed sales that were not refused`, '%', [(failures / sales) * 100], {
      target: { atMost: 0 },
    }),
  ];
  if (share <= 1) return figures;
  figures.push(
    figure(`${at} refused`, '%', [(refusals.length / sales) * 100]),
    figure(
      `${at} until nine of ten sales are as fast again as at 50 %`,
      's',
      [recoverySeconds(afterwards, usualP99)],
      {
        target: { atMost: 5 },
      },
    ),
  );
  if (refusals.length > 0)
    figures.push(
      figure(`${at} refusals with a retry hint`, '%', [
        (refusals.filter(({ hint }) => hint).length / refusals.length) * 100,
      ]),
      figure(`${at} time until a call is refused, p99`, 'ms', [
        percentiles(refusals.map(({ ms }) => ms)).p99,
      ]),
    );
  return figures;
}

/** When the last second has passed in which more than a tenth of the sales took over twice the usual p99. */
function recoverySeconds(afterwards: Offered['afterwards'], usualP99: number): number {
  const bySecond = Map.groupBy(afterwards, ({ atSeconds }) => Math.floor(atSeconds));
  const slow = [...bySecond]
    .filter(([, sales]) => sales.filter(({ ms }) => ms > 2 * usualP99).length > sales.length / 10)
    .map(([second]) => second + 1);
  return Math.max(0, ...slow);
}
