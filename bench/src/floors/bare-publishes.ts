import { connect, StorageType } from 'nats';

/** What NATS takes from one publisher. */
export interface BarePublishes {
  perSecond: number;
}

const stream = 'BENCH_FLOOR';
const windowSize = 200;

/** Publishes messages of an event's size to a stream on disk, the last of each window acknowledged. */
export async function barePublishes(natsUrl: string, seconds: number): Promise<BarePublishes> {
  const connection = await connect({ servers: natsUrl, name: 'bench' });
  try {
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: stream, subjects: ['bench.floor'], storage: StorageType.File });
    const js = connection.jetstream();
    const message = new Uint8Array(1000);
    const started = performance.now();
    let done = 0;
    while (performance.now() - started < seconds * 1000) {
      for (let n = 1; n < windowSize; n++) connection.publish('bench.floor', message);
      await js.publish('bench.floor', message);
      done += windowSize;
    }
    const elapsed = (performance.now() - started) / 1000;
    await manager.streams.delete(stream);
    return { perSecond: done / elapsed };
  } finally {
    await connection.close();
  }
}
