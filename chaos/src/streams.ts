/** NATS as an outsider sees and changes it. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { connect, headers, type JetStreamManager, type NatsConnection } from 'nats';
import type { OwnSystem } from './own-system.ts';
import type { Stage } from './scenario.ts';

/** Does something on a connection of its own. */
export async function withNats<T>(
  { run }: OwnSystem,
  work: (connection: NatsConnection, manager: JetStreamManager) => Promise<T>,
): Promise<T> {
  const connection = await connect({ servers: run.natsUrl, name: 'chaos', reconnect: false });
  try {
    return await work(connection, await connection.jetstreamManager());
  } finally {
    await connection.close();
  }
}

/** Folder of NATS's streams. */
export function storeOf({ home }: OwnSystem): string {
  return join(home, 'data', 'nats', 'jetstream');
}

/** Copies the store of a NATS that is not running. */
export function copyStore(system: OwnSystem, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(storeOf(system), to, { recursive: true });
}

/** Puts an earlier copy back; without one the store is lost whole. NATS must not be running. */
export function replaceStore(system: OwnSystem, from?: string): void {
  rmSync(storeOf(system), { recursive: true, force: true });
  if (from !== undefined) cpSync(from, storeOf(system), { recursive: true });
}

/** A message of a stream. */
export interface Message {
  subject: string;
  data: Uint8Array;
  window: string;
}

/** All that the streams hold, by stream. */
export function allMessages(system: OwnSystem): Promise<Message[]> {
  return withNats(system, async (_, manager) => {
    const messages: Message[] = [];
    for (const { config, state } of await manager.streams.list().next()) {
      for (let sequence = state.first_seq; sequence <= state.last_seq; sequence++) {
        const stored = await manager.streams
          .getMessage(config.name, { seq: sequence })
          .catch(() => undefined);
        if (!stored) continue;
        messages.push({
          subject: stored.subject,
          data: stored.data,
          window: stored.header.get('Sippy-Window'),
        });
      }
    }
    return messages;
  });
}

/** Publishes messages once more, under no id that would tell NATS what they are. */
export function publishAgain(system: OwnSystem, messages: readonly Message[]): Promise<void> {
  return withNats(system, async (connection) => {
    const stream = connection.jetstream();
    for (let at = 0; at < messages.length; at += 200)
      await Promise.all(
        messages.slice(at, at + 200).map((message) => {
          const header = headers();
          header.set('Sippy-Window', message.window);
          return stream.publish(message.subject, message.data, { headers: header });
        }),
      );
  });
}

interface Taken {
  service: string;
  consumer: string;
  stream: string;
  missing: number;
}

/** Events of every service that a consumer of theirs has not taken: read from the databases, not from NATS. */
export async function undelivered({ system, databases }: Stage): Promise<Taken[]> {
  const consumers = await withNats(system, async (_, manager) => {
    const found = [];
    for (const { config } of await manager.streams.list().next())
      for (const info of await manager.consumers.list(config.name).next()) {
        if (!info.config.durable_name) continue;
        found.push({
          stream: config.subjects[0]?.split('.')[1] ?? '',
          durable: info.config.durable_name,
          filters: info.config.filter_subjects ?? [info.config.filter_subject ?? '>'],
        });
      }
    return found;
  });
  return Promise.all(
    consumers.map(async ({ stream, durable, filters }) => {
      const service = databases.services.find((name) => durable.startsWith(`${name}_`)) ?? '';
      const consumer = durable.slice(service.length + 1);
      const prefixes = filters.map((filter) => filter.replace(/>$/, '%').replaceAll('*', '%'));
      const events = await databases.rows<{ id: string }>(
        stream,
        'select id::text from event where subject like any ($1::text[])',
        [prefixes],
      );
      const inbox = await databases.rows<{ event_id: string }>(
        service,
        'select event_id::text from inbox where consumer = $1',
        [consumer],
      );
      const taken = new Set(inbox.map((row) => row.event_id));
      const missing = events.filter(({ id }) => !taken.has(id)).length;
      return { service, consumer, stream, missing };
    }),
  );
}
