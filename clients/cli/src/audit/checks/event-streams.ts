import { type Books, grace } from '../books.ts';
import type { Check, Finding } from '../check.ts';
import type { EventStream } from '../streams.ts';

interface EventRow {
  id: string;
  settled: boolean;
}

/** An event near the end of its time in the stream may leave it while it is looked for. */
const marginMs = 3_600_000;

const events = `select id::text, time < ${grace} as settled from event where time > $1 order by xid, position`;

/** Every event that its stream should still hold is in it, and the stream holds no others. */
export const eventStreams: Check = {
  name: 'event-streams',
  rule: 'Every event that its stream should still keep has left its service and is in the stream, which holds no event that the service does not know.',
  async *run(books): AsyncGenerator<Finding> {
    for (const service of books.services) {
      const stream = await books.streams.of(service);
      const [log] = await books.rows<{ some: boolean }>(service, 'select exists (select from event) as some');
      if (stream) yield* compare(books, service, stream);
      else if (log?.some) yield { subject: `service ${service}`, problem: 'has events and no stream' };
    }
  },
};

/**
 * Reads on where less has been seen so far: both are in nearly the same order, so that what was seen on one side only is
 * never much. What a stream holds twice is harmless, since consumers take an event once.
 */
async function* compare(books: Books, service: string, stream: EventStream): AsyncGenerator<Finding> {
  const logged = books.pages<EventRow>(service, events, [keptSince(books, stream)]);
  const stored = stream.messages();
  const unsent = new Map<string, boolean>();
  const unknown = new Map<string, number>();
  for (let inLog = true, inStream = true; inLog || inStream; ) {
    let right = 0;
    if (inLog && (!inStream || unsent.size <= unknown.size)) {
      const page = await logged.next();
      inLog = !page.done;
      for (const { id, settled } of page.done ? [] : page.value) {
        if (unknown.delete(id)) right += 1;
        else unsent.set(id, settled);
      }
    } else {
      const page = await stored.next();
      inStream = !page.done;
      for (const { eventId, storeMs } of page.done ? [] : page.value) {
        if (unsent.delete(eventId)) right += 1;
        else unknown.set(eventId, storeMs);
      }
    }
    yield { right };
  }
  for (const [id, settled] of unsent)
    yield settled ? { subject: `event ${id}`, problem: `is not in the stream of ${service}` } : 'young';
  yield* strangers(books, service, unknown);
}

/** From when on the stream must have every event. */
export function keptSince(books: Books, stream: EventStream): Date {
  return stream.keepMs === 0 ? new Date(0) : new Date(books.time.getTime() - stream.keepMs + marginMs);
}

async function* strangers(
  books: Books,
  service: string,
  stored: ReadonlyMap<string, number>,
): AsyncGenerator<Finding> {
  const before = books.time.getTime() - books.graceSeconds * 1000;
  const old = [...stored].filter(([, storeMs]) => storeMs < before).map(([id]) => id);
  const known = await knownOf(books, service, old);
  for (const id of old)
    if (!known.has(id))
      yield { subject: `event ${id}`, problem: `is in the stream, and ${service} does not know it` };
}

/** Which of these events a service's log holds. */
export async function knownOf(books: Books, service: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await books.rows<{ id: string }>(
    service,
    'select id::text from event where id = any ($1::uuid[])',
    [ids],
  );
  return new Set(rows.map((row) => row.id));
}
