import { connect } from 'nats';

/** How far streams and consumers have come. */
export interface Progress {
  /** Events that the streams have taken. */
  carried: number;
  /** Events that consumers are done with. */
  delivered: number;
}

/** Adds up all streams and all durable consumers. */
export async function progressOf(natsUrl: string): Promise<Progress> {
  const connection = await connect({ servers: natsUrl, name: 'bench' });
  try {
    const manager = await connection.jetstreamManager();
    const progress = { carried: 0, delivered: 0 };
    for (const { config, state } of await manager.streams.list().next()) {
      progress.carried += state.last_seq;
      for (const { ack_floor } of await manager.consumers.list(config.name).next())
        progress.delivered += ack_floor.consumer_seq;
    }
    return progress;
  } finally {
    await connection.close();
  }
}
