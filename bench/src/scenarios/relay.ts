import { makeBacklog } from '../backlog.ts';
import { adminUrlOf, type BenchSystem } from '../bench-system.ts';
import { runStatements } from '../connect-database.ts';
import { progressOf } from '../deliveries.ts';
import { drained } from '../drained.ts';
import { figure, sum } from '../figures.ts';
import { cpuSecondsOf, difference } from '../process-usage.ts';
import type { BenchContext, Figure, Scenario } from '../scenario.ts';

const fullBacklog = 100_000;

/** A backlog as after an outage: how soon is everybody up to date again? */
export const relay: Scenario = {
  name: 'relay',
  about:
    '100,000 events of 50,000 sales that wait in the tables are let go at once: carried to the streams and through every consumer, with all that follows from them',
  async run(context) {
    const rounds: Drained[] = [];
    for (let n = 0; n < context.rounds; n++) rounds.push(await drain(context));
    const bare = await context.floors.publish();
    const values = (of: (round: Drained) => number) => rounds.map(of);
    const names = Object.keys(rounds[0]?.cpuUs ?? {});
    return [
      figure(
        'events carried',
        '/s',
        values(({ carried, seconds }) => carried / seconds),
        { target: { atLeast: 5000 }, floor: { what: 'a bare publish', value: bare.perSecond } },
      ),
      figure(
        'events that consumers are done with',
        '/s',
        values(({ delivered, seconds }) => delivered / seconds),
      ),
      figure(
        'events that waited',
        '',
        values(({ waited }) => waited),
      ),
      figure(
        'until everybody is up to date',
        's',
        values(({ seconds }) => seconds),
      ),
      figure(
        'CPU of all processes',
        'µs/event',
        values(({ cpuUs }) => sum(Object.values(cpuUs))),
      ),
      ...names
        .map(
          (name): Figure =>
            figure(
              `CPU of ${name}`,
              'µs/event',
              values(({ cpuUs }) => cpuUs[name] ?? 0),
            ),
        )
        .filter(({ max }) => max >= 1),
    ];
  },
};

interface Drained {
  waited: number;
  seconds: number;
  carried: number;
  delivered: number;
  cpuUs: Record<string, number>;
}

async function drain(context: BenchContext): Promise<Drained> {
  const { system, scale } = context;
  const unpaid = await unpaidOrders(system);
  const backlog = await makeBacklog(context, fullBacklog * scale);
  const before = await progressOf(system.natsUrl);
  const used = cpuSecondsOf(system.pids);
  const started = performance.now();
  await backlog.release();
  await drained(system, 600);
  const seconds = (performance.now() - started) / 1000;
  const cpu = difference(used, cpuSecondsOf(system.pids));
  const after = await progressOf(system.natsUrl);
  const left = (await unpaidOrders(system)) - unpaid;
  if (left !== 0) throw new Error(`${left} orders have not heard of their payment`);
  const carried = after.carried - before.carried;
  return {
    waited: backlog.events,
    seconds,
    carried,
    delivered: after.delivered - before.delivered,
    cpuUs: Object.fromEntries(Object.entries(cpu).map(([name, value]) => [name, (value * 1e6) / carried])),
  };
}

async function unpaidOrders(system: BenchSystem): Promise<number> {
  const unpaid = `select count(*)::integer as count from "order" where payment_status = 'UNPAID'`;
  const [row] = await runStatements(adminUrlOf(system, 'sippy_order'), unpaid);
  return Number(row?.count);
}
