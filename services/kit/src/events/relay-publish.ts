import type { MsgHdrs, NatsConnection } from 'nats';
import type { Link } from './bus.ts';
import type { LogWindow } from './event-window.ts';

/** Header that names where the window of a message begins: the relay goes back to it when the stream has lost its tail. */
export const WINDOW_HEADER = 'Sippy-Window';

/** The stream is not where the relay believed it to be: it is to be compared before anything else is sent. */
class StreamMismatch extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StreamMismatch';
  }
}

/**
 * Sends a window behind the stream's last sequence and returns the new one once the whole has been acknowledged. The first
 * message names the sequence it expects, each further one the message before it: a chain that breaks, to the end, where
 * anything has come between. (Sequences alone do not: with one foreign message in front, the first is refused and the
 * second fits in its place.)
 */
export async function publishWindow(
  link: Link,
  prefix: string,
  window: LogWindow,
  last: number,
): Promise<number> {
  const { events, from } = window;
  const final = events.at(-1);
  if (!final) return last;
  let expects = `Nats-Expected-Last-Sequence: ${last}`;
  for (const event of events) {
    if (event === final) break;
    link.nc.publish(prefix + event.subject, event.envelope, { headers: head(event.id, from, expects) });
    expects = `Nats-Expected-Last-Msg-Id: ${event.id}`;
  }
  const ack = await request(link.nc, prefix + final.subject, final.envelope, head(final.id, from, expects));
  const expected = last + events.length;
  if (ack.error) throw new StreamMismatch(ack.error);
  if (ack.duplicate || ack.seq !== expected)
    throw new StreamMismatch(`sequence ${ack.seq} instead of ${expected}`);
  return expected;
}

/**
 * Sends a window one by one, each acknowledged, whatever the stream holds already: what it has is a duplicate to it.
 * `isStored` says whether the message of a duplicate is still in the stream.
 */
export async function publishCarefully(
  link: Link,
  prefix: string,
  window: LogWindow,
  isStored: (sequence: number) => Promise<boolean>,
): Promise<void> {
  for (const event of window.events) {
    const subject = prefix + event.subject;
    const ack = await request(link.nc, subject, event.envelope, head(event.id, window.from));
    if (ack.error) throw new StreamMismatch(ack.error);
    if (!ack.duplicate || (await isStored(ack.seq))) continue;
    // The server remembers the id of a message that has since been deleted.
    const again = await request(link.nc, subject, event.envelope, head(undefined, window.from));
    if (again.error) throw new StreamMismatch(again.error);
  }
}

interface Ack {
  seq: number;
  duplicate: boolean;
  error?: string;
}

async function request(
  nc: NatsConnection,
  subject: string,
  data: Uint8Array,
  headers: MsgHdrs,
): Promise<Ack> {
  const answer = await nc.request(subject, data, { headers, timeout: 5000 });
  const ack = answer.json<{ seq?: number; duplicate?: boolean; error?: { description?: string } }>();
  return {
    seq: ack.seq ?? 0,
    duplicate: ack.duplicate ?? false,
    ...(ack.error ? { error: ack.error.description ?? 'refused by the stream' } : {}),
  };
}

/** The client only asks headers for their bytes; writing these is a tenth of the work of its own builder. */
function head(id: string | undefined, from: bigint, expects?: string): MsgHdrs {
  let text = `NATS/1.0\r\n${WINDOW_HEADER}: ${from}\r\n`;
  if (id !== undefined) text += `Nats-Msg-Id: ${id}\r\n`;
  if (expects !== undefined) text += `${expects}\r\n`;
  const bytes = Buffer.from(`${text}\r\n`, 'latin1');
  return { encode: () => bytes } as unknown as MsgHdrs;
}
