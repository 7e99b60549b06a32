import { figure, median } from '../figures.ts';
import { openCaller } from '../grpc-web-caller.ts';
import { percentiles } from '../latency.ts';
import { cpuFigures, cpuOf, measureSales, memoryFigures, type SalesRound, warmUp } from '../measure-sales.ts';
import { runAtRate } from '../run-load.ts';
import type { Scenario } from '../scenario.ts';
import { sellInTurn } from '../till.ts';

/** Counter sales at fifty cafés, all consumers drained before the clock stops. */
export const sale: Scenario = {
  name: 'sale',
  about: 'place 3 lines + pay cash + read back over grpc-web, at 50 cafés, events drained',
  async run(context) {
    const caller = openCaller(context.system.gatewayUrl, context.cafes.cafes.length);
    try {
      const sell = sellInTurn(caller, context);
      await warmUp(context, sell);
      const rounds: SalesRound[] = [];
      for (let n = 0; n < context.rounds; n++) rounds.push(await measureSales(context, sell));
      const rates = rounds.map((round) => round.perSecond);
      const half = Math.max(1, Math.floor(median(rates) / 2));
      const latencies = [];
      for (let n = 0; n < context.rounds; n++)
        latencies.push(percentiles((await runAtRate(half, context.seconds, sell)).durationsMs));
      const memory = memoryFigures(context);
      const { call, place } = {
        call: await context.floors.tillCall(),
        place: await context.floors.place(),
      };
      return [
        figure('sales', '/s', rates, {
          target: { atLeast: 1000 },
          floor: {
            what: 'three bare calls of the same tills through the gateway',
            value: call.perSecond / 3,
          },
        }),
        figure(
          'latency at half that rate, p50',
          'ms',
          latencies.map(({ p50 }) => p50),
        ),
        figure(
          'latency at half that rate, p99',
          'ms',
          latencies.map(({ p99 }) => p99),
          { target: { atMost: 100 } },
        ),
        figure('CPU of all processes', 'ms/sale', rounds.map(cpuOf), {
          target: { atMost: 1.3 },
          floor: {
            what: 'three bare calls of the same tills and the bare statement',
            value: (3 * (call.gatewayUs + call.handlerUs) + place.postgresUs) / 1000,
          },
        }),
        ...cpuFigures(rounds),
        figure(
          'SQL statements',
          '/sale',
          rounds.map(({ statements }) => statements),
        ),
        figure(
          'the place-order statement, in PostgreSQL',
          'µs',
          rounds.map(({ placeUs }) => placeUs),
          { floor: { what: 'the statement alone through node-postgres', value: place.meanUs } },
        ),
        figure(
          'drain after the load',
          's',
          rounds.map(({ drainSeconds }) => drainSeconds),
        ),
        ...memory,
      ];
    } finally {
      caller.close();
    }
  },
};
