import { setTimeout as sleep } from 'node:timers/promises';
import { drained } from '../drained.ts';
import { figure, sum } from '../figures.ts';
import { openCaller } from '../grpc-web-caller.ts';
import { percentiles } from '../latency.ts';
import { cpuSecondsOf, difference, memoryMiBOf } from '../process-usage.ts';
import { runAtRate } from '../run-load.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { openScreens, type Screens } from '../screens.ts';
import { sellInTurn } from '../till.ts';

const fullScreens = 1000;
const salesPerSecond = 50;

/** Live streams while sales go on: how soon a screen shows what has happened, and what a stream costs. */
export const streams: Scenario = {
  name: 'streams',
  about:
    '1,000 screens at 50 cafés, each with a connection, a stream of orders and one of tickets: 2,000 streams; 50 sales/s',
  async run(context) {
    const { rounds, scale } = context;
    const count = Math.round(fullScreens * scale);
    const caller = openCaller(context.system.gatewayUrl, context.cafes.cafes.length);
    let screens: Screens | undefined;
    try {
      await watchSales(context, caller);
      // One screen first: what the way takes where there is no crowd.
      screens = await openScreens(context, 1);
      await watchSales(context, caller);
      const one = percentiles(screens.takeLatencies().orderMs);
      screens.close();
      await sleep(1000);
      const before = sum(Object.values(memoryMiBOf(context.system.pids)));
      screens = await openScreens(context, count);
      await sleep(2000);
      const idle = sum(Object.values(memoryMiBOf(context.system.pids)));
      screens.takeLatencies();
      const orderP99: number[] = [];
      const ticketP99: number[] = [];
      const messages: number[] = [];
      const cpu: number[] = [];
      for (let n = 0; n < rounds; n++) {
        const used = cpuSecondsOf(context.system.pids);
        const seconds = await watchSales(context, caller);
        cpu.push((sum(Object.values(difference(used, cpuSecondsOf(context.system.pids)))) / seconds) * 100);
        const { orderMs, ticketMs } = screens.takeLatencies();
        orderP99.push(percentiles(orderMs).p99);
        ticketP99.push(percentiles(ticketMs).p99);
        messages.push((orderMs.length + ticketMs.length) / seconds);
      }
      if (screens.lost() > 0) throw new Error(`${screens.lost()} streams were ended`);
      const after = memoryMiBOf(context.system.pids);
      const each = (total: number) => [((total - before) * 1024) / (2 * count)];
      const floor = { what: 'with one screen', value: one.p99 };
      return [
        figure('change of an order to client, p99', 'ms', orderP99, { target: { atMost: 250 }, floor }),
        figure('change of a ticket to client, p99', 'ms', ticketP99, { target: { atMost: 250 } }),
        figure('messages to clients', '/s', messages),
        figure('CPU of all processes', '% of a core', cpu),
        figure('memory of a stream in all processes, idle', 'KiB', each(idle), { target: { atMost: 60 } }),
        figure('memory of a stream in all processes, after', 'KiB', each(sum(Object.values(after)))),
        figure('memory after, of the host', 'MiB', [after.host ?? Number.NaN]),
        figure('memory after, of the gateway', 'MiB', [after.gateway ?? Number.NaN]),
        figure('sales', '/s', [salesPerSecond]),
      ];
    } finally {
      screens?.close();
      caller.close();
    }
  },
};

/** Sells for a round at the fixed rate; returns how long it took until everything was told. */
async function watchSales(context: BenchContext, caller: ReturnType<typeof openCaller>): Promise<number> {
  const sales = await runAtRate(salesPerSecond, context.seconds, sellInTurn(caller, context));
  if (sales.failures > 0) throw new Error(`${sales.failures} sales failed`);
  const drainSeconds = await drained(context.system);
  return sales.seconds + drainSeconds;
}
