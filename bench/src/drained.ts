import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type JetStreamManager } from 'nats';
import type { BenchSystem } from './bench-system.ts';
import { connectDatabase } from './connect-database.ts';

/** Marks the bench's own statements, which are not counted. */
export const ownStatement = '/* bench */';

const unsent = `select exists (select from event e, relay_cursor c where e.xid >= c.xid) as waits ${ownStatement}`;
const options = '-c sippy.scope=service -c enable_seqscan=off';

/** Waits until every event has been sent and no durable consumer has anything left to do. Returns how long that took, in seconds. */
export async function drained(system: BenchSystem, timeoutSeconds = 300): Promise<number> {
  const started = performance.now();
  const connection = await connect({ servers: system.natsUrl, name: 'bench' });
  const logs = await Promise.all(
    Object.keys(system.auditUrls).map((service) => connectDatabase(system.auditUrls[service], { options })),
  );
  try {
    const manager = await connection.jetstreamManager();
    for (let quiet = 0; quiet < 3; await sleep(50)) {
      if (performance.now() - started > timeoutSeconds * 1000)
        throw new Error('the consumers did not catch up');
      const waiting = await Promise.all(logs.map(async (log) => (await log.query(unsent)).rows[0]?.waits));
      quiet = !waiting.includes(true) && (await pending(manager)) === 0 ? quiet + 1 : 0;
    }
    return (performance.now() - started) / 1000;
  } finally {
    await Promise.all(logs.map((log) => log.end()));
    await connection.close();
  }
}

/** How many events wait in streams for their consumers. */
async function pending(manager: JetStreamManager): Promise<number> {
  let left = 0;
  for (const { config } of await manager.streams.list().next())
    for (const consumer of await manager.consumers.list(config.name).next())
      left += consumer.num_pending + consumer.num_ack_pending;
  return left;
}
