import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'nats';
import type { Stage } from './scenario.ts';

const unsent = `select exists (select from event e, relay_cursor c where e.xid >= c.xid) as waits`;

/**
 * Waits until every event has been sent and every consumer has taken it, at most so long. Returns the seconds it took.
 * Under load `mayWait` events may be on their way.
 */
export async function settled(stage: Stage, atMostSeconds: number, mayWait = 0): Promise<number> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  for (let quiet = 0; quiet < 3; ) {
    const waits = await waiting(stage).catch((error) => new Map([[String(error), Number.POSITIVE_INFINITY]]));
    const left = [...waits.values()].reduce((sum, count) => sum + count, 0);
    quiet = left <= mayWait ? quiet + 1 : 0;
    if (quiet === 0 && seconds() > atMostSeconds) {
      stage.say(`  still waiting: ${[...waits].map(([who, count]) => `${who} ${count}`).join(', ')}`);
      return seconds();
    }
    await sleep(50);
  }
  return seconds();
}

/** Services with unsent events, and consumers with the number of events that wait for them. */
async function waiting({ system, databases }: Stage): Promise<Map<string, number>> {
  const connection = await connect({ servers: system.run.natsUrl, name: 'chaos', reconnect: false });
  try {
    const manager = await connection.jetstreamManager();
    const waits = new Map<string, number>();
    // Others only look.
    for (const { config } of await manager.streams.list().next())
      for (const { config: consumer, num_pending, num_ack_pending } of await manager.consumers
        .list(config.name)
        .next())
        if (consumer.durable_name && num_pending + num_ack_pending > 0)
          waits.set(consumer.durable_name, num_pending + num_ack_pending);
    for (const service of databases.services)
      if ((await databases.rows<{ waits: boolean }>(service, unsent))[0]?.waits)
        waits.set(`relay of ${service}`, 1);
    return waits;
  } finally {
    await connection.close();
  }
}
