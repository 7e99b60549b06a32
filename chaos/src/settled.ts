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
    const left = await waiting(stage).catch(() => Number.POSITIVE_INFINITY);
    quiet = left <= mayWait ? quiet + 1 : 0;
    if (quiet === 0 && seconds() > atMostSeconds) return seconds();
    await sleep(50);
  }
  return seconds();
}

/** Services with unsent events, and events that wait for their consumers. */
async function waiting({ system, databases }: Stage): Promise<number> {
  const connection = await connect({ servers: system.run.natsUrl, name: 'chaos', reconnect: false });
  try {
    const manager = await connection.jetstreamManager();
    let left = 0;
    for (const { config } of await manager.streams.list().next())
      for (const consumer of await manager.consumers.list(config.name).next())
        left += consumer.num_pending + consumer.num_ack_pending;
    for (const service of databases.services)
      if ((await databases.rows<{ waits: boolean }>(service, unsent))[0]?.waits) left += 1;
    return left;
  } finally {
    await connection.close();
  }
}
