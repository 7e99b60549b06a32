import { Event } from '@sippy/proto/web/event/v1/event';
import { AckPolicy, connect, type JsMsg, type NatsConnection, nanos, type StreamInfo } from 'nats';
import { CliError, exitCode } from '../exit.ts';
import type { Pages } from './side-by-side.ts';

/** The library reads ahead without end where it is not asked page by page. */
const pageSize = 1000;

/** A consumer of events, as its stream knows it. */
export interface Subscriber {
  /** Service that it belongs to. */
  service: string;
  /** Its name in that service's inbox. */
  consumer: string;
  /** Subjects of the events it takes, each without the café at its end. */
  subjects: string[];
}

/** A message of a stream. */
export interface StoredEvent {
  eventId: string;
  /** When it was stored, in milliseconds since 1970. */
  storeMs: number;
}

/** The stream that carries one service's events. */
export interface EventStream {
  name: string;
  /** How long it keeps an event, in milliseconds; 0 for ever. */
  keepMs: number;
  subscribers(): Promise<Subscriber[]>;
  /** All that it held when it was asked for, in its order and many at a time, without the events themselves. */
  messages(): Pages<StoredEvent>;
}

/** The streams of all services. They are connected to when the first is asked for. */
export interface Streams {
  /** The stream of a service; undefined if there is none. Throws a CliError if NATS does not answer. */
  of(service: string): Promise<EventStream | undefined>;
  close(): Promise<void>;
}

/** Opens NATS for reading. */
export function openStreams(servers: string): Streams {
  let opening: Promise<NatsConnection> | undefined;
  return {
    async of(service) {
      opening ??= connect({
        servers: servers.split(','),
        name: 'sippy audit',
        timeout: 5000,
        reconnect: false,
      });
      const connection = await opening.catch(() => {
        throw new CliError('NATS does not answer, so the streams cannot be read.', exitCode.unavailable);
      });
      const manager = await connection.jetstreamManager();
      const subject = `sippy.${service}.>`;
      for await (const info of manager.streams.list())
        if (info.config.subjects.includes(subject)) return streamOf(connection, info);
      return undefined;
    },
    close: async () => {
      const connection = await opening?.catch(() => undefined);
      await connection?.close();
    },
  };
}

function streamOf(connection: NatsConnection, info: StreamInfo): EventStream {
  const { name, max_age: keepNs } = info.config;
  return {
    name,
    keepMs: keepNs / 1e6,
    async subscribers() {
      const manager = await connection.jetstreamManager();
      const found: Subscriber[] = [];
      for await (const { config } of manager.consumers.list(name)) {
        const [, service, consumer] = /^([^_]+)_(.+)$/.exec(config.durable_name ?? '') ?? [];
        if (!service || !consumer) continue;
        const subjects = config.filter_subjects ?? (config.filter_subject ? [config.filter_subject] : []);
        found.push({ service, consumer, subjects: subjects.map((subject) => subject.replace(/>$/, '')) });
      }
      return found;
    },
    async *messages() {
      if (info.state.messages === 0) return;
      const manager = await connection.jetstreamManager();
      const reader = await manager.consumers.add(name, {
        ack_policy: AckPolicy.None,
        headers_only: true,
        mem_storage: true,
        inactive_threshold: nanos(60_000),
      });
      const consumer = await connection.jetstream().consumers.get(name, reader.name);
      for (let at = 0; at < info.state.last_seq; ) {
        const page: StoredEvent[] = [];
        for await (const message of await consumer.fetch({ max_messages: pageSize, expires: 5000 })) {
          at = message.seq;
          const storeMs = message.info.timestampNanos / 1e6;
          page.push({ eventId: await eventIdOf(connection, name, message), storeMs });
          if (message.info.pending === 0) at = info.state.last_seq;
          if (at >= info.state.last_seq) break;
        }
        if (page.length === 0)
          throw new CliError(`The stream ${name} does not answer.`, exitCode.unavailable);
        yield page;
      }
      await manager.consumers.delete(name, reader.name);
    },
  };
}

/** What was sent again after its loss carries no message id: then the event itself says which it is. */
function eventIdOf(connection: NatsConnection, stream: string, message: JsMsg): string | Promise<string> {
  return message.headers?.get('Nats-Msg-Id') || idOfStored(connection, stream, message.seq);
}

async function idOfStored(connection: NatsConnection, stream: string, seq: number): Promise<string> {
  const manager = await connection.jetstreamManager();
  const { data } = await manager.streams.getMessage(stream, { seq });
  return Event.decode(data).eventId;
}
