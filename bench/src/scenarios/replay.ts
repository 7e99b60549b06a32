import { openDatabase } from '@sippy/kit/db';
import type { Consumer } from '@sippy/kit/events';
import { createLog } from '@sippy/kit/log';
import { replayLog } from '@sippy/kit/replay';
import { onOrder } from '../../../services/kitchen/src/events/on-order.ts';
import { makeBacklog } from '../backlog.ts';
import { drained } from '../drained.ts';
import { figure, median } from '../figures.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { makeSpareDatabase } from '../spare-database.ts';

const fullBacklog = 100_000;

/** The kitchen's picture of all orders is lost: how soon is it rebuilt from the log? */
export const replay: Scenario = {
  name: 'replay',
  about:
    'the kitchen’s tables, the read model that grows with sales, rebuilt in an empty database from the event table of orders',
  async run(context) {
    const since = new Date();
    await (await makeBacklog(context, fullBacklog * context.scale)).release();
    await drained(context.system, 600);
    const consumer = onOrder();
    const alone: Replayed[] = [];
    const rebuilt: Replayed[] = [];
    for (let n = 0; n < context.rounds; n++) {
      alone.push(await rebuild(context, { ...consumer, types: [] }, since));
      rebuilt.push(await rebuild(context, consumer, since));
    }
    const rate = ({ events, seconds }: Replayed) => events / seconds;
    return [
      figure('events replayed', '/s', rebuilt.map(rate), {
        target: { atLeast: 20_000 },
        floor: { what: 'reading the log alone', value: median(alone.map(rate)) },
      }),
      figure(
        'events in the log',
        '',
        rebuilt.map(({ events }) => events),
      ),
      figure(
        'until the tables are there',
        's',
        rebuilt.map(({ seconds }) => seconds),
      ),
      figure(
        'CPU of the replaying process',
        'µs/event',
        rebuilt.map(({ events, cpuSeconds }) => (cpuSeconds * 1e6) / events),
      ),
    ];
  },
};

interface Replayed {
  events: number;
  seconds: number;
  cpuSeconds: number;
}

async function rebuild({ system }: BenchContext, consumer: Consumer, since: Date): Promise<Replayed> {
  const spare = await makeSpareDatabase(system, 'kitchen');
  const db = openDatabase({ url: spare.url, service: 'kitchen' });
  try {
    const cpu = process.cpuUsage();
    const started = performance.now();
    const events = await replayLog({
      db,
      consumer,
      log: createLog('error'),
      maxAttempts: 1,
      backoffMs: [100],
      sourceUrl: system.auditUrls.order ?? '',
      since,
    });
    const seconds = (performance.now() - started) / 1000;
    const { user, system: kernel } = process.cpuUsage(cpu);
    return { events, seconds, cpuSeconds: (user + kernel) / 1e6 };
  } finally {
    await db.close();
    await spare.drop();
  }
}
