import { connect } from 'nats';

/** Waits until every durable consumer has nothing left to do. Returns how long that took, in seconds. */
export async function drained(natsUrl: string, timeoutSeconds = 120): Promise<number> {
  const connection = await connect({ servers: natsUrl, name: 'bench' });
  const started = performance.now();
  try {
    const manager = await connection.jetstreamManager();
    for (let quiet = 0; quiet < 3; ) {
      if (performance.now() - started > timeoutSeconds * 1000)
        throw new Error('the consumers did not catch up');
      let left = 0;
      for (const { config } of await manager.streams.list().next())
        for (const consumer of await manager.consumers.list(config.name).next())
          left += consumer.num_pending + consumer.num_ack_pending;
      quiet = left === 0 ? quiet + 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return (performance.now() - started) / 1000;
  } finally {
    await connection.close();
  }
}
