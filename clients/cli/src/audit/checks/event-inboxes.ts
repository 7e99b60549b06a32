import { type Books, grace } from '../books.ts';
import type { Check, Finding } from '../check.ts';
import { type Keyed, sideBySide } from '../side-by-side.ts';
import type { Subscriber } from '../streams.ts';
import { keptSince, knownOf } from './event-streams.ts';

/** What happened in a minute or so, since the ids of events begin with their time. */
interface Digest extends Keyed {
  count: bigint;
  hash: bigint;
}

const digestOf = (id: string) =>
  `left(${id}::text, 8) as key, count(*) as count, bit_xor(uuid_hash_extended(${id}, 0)) as hash`;

const isTaken = 'exists (select from unnest($1::text[]) s where starts_with(subject, s))';
const told = `select ${digestOf('id')} from event where ${isTaken} and id >= $2 and time > $3 group by 1 order by 1`;
const applied = `select ${digestOf('event_id')} from inbox
  where consumer = $1 and event_id >= $2 and bucket >= $3::timestamptz::date group by 1 order by 1`;

const events = `select id::text as key, time < ${grace} as settled from event
  where ${isTaken} and id between $2 and $3 order by id`;

/** What is a dead letter, or still tried, is a matter of dead-letters. */
const entries = `select event_id::text as key, count(*) filter (where applied) as applied from (
    select event_id, true as applied from inbox where consumer = $1 and event_id between $2 and $3
    union all
    select event_id, false from dead_letter where consumer = $1 and event_id between $2 and $3) i
  group by event_id order by event_id`;

/** Every event was applied once by each of its consumers. */
export const eventInboxes: Check = {
  name: 'event-inboxes',
  rule: 'Every event that its stream should still keep was applied once by each consumer that takes it, and nothing else was.',
  async *run(books): AsyncGenerator<Finding> {
    for (const source of books.services) {
      const stream = await books.streams.of(source);
      if (!stream) continue;
      for (const subscriber of await stream.subscribers())
        if (books.services.includes(subscriber.service))
          yield* compare(books, source, subscriber, keptSince(books, stream));
    }
  },
};

/** Minutes that both know alike are not looked into. */
async function* compare(books: Books, source: string, by: Subscriber, since: Date): AsyncGenerator<Finding> {
  const first = firstIdOf(since);
  const dayBefore = new Date(since.getTime() - dayMs);
  for await (const { key, left, right } of sideBySide(
    books.pages<Digest>(source, told, [by.subjects, first, dayBefore]),
    books.pages<Digest>(by.service, applied, [by.consumer, first, dayBefore]),
  )) {
    if (left && left.count === right?.count && left.hash === right.hash) yield { right: Number(left.count) };
    else yield* lookInto(books, source, by, key);
  }
}

async function* lookInto(
  books: Books,
  source: string,
  by: Subscriber,
  minute: string,
): AsyncGenerator<Finding> {
  const range = [`${minute}-0000-0000-0000-000000000000`, `${minute}-ffff-ffff-ffff-ffffffffffff`];
  const both = sideBySide(
    books.pages<Keyed & { settled: boolean }>(source, events, [by.subjects, ...range]),
    books.pages<Keyed & { applied: bigint }>(by.service, entries, [by.consumer, ...range]),
  );
  const unknown: string[] = [];
  for await (const { key, left: event, right: entry } of both) {
    const subject = `event ${key}`;
    if (event && entry)
      yield entry.applied > 1n
        ? { subject, problem: `was applied ${entry.applied} times by ${by.consumer}` }
        : 'right';
    else if (event)
      yield event.settled ? { subject, problem: `of ${source} was not applied by ${by.consumer}` } : 'young';
    else if (timeOfId(key) < books.time.getTime() - books.graceSeconds * 1000) unknown.push(key);
  }
  const known = await knownOf(books, source, unknown);
  for (const id of unknown)
    if (!known.has(id))
      yield {
        subject: `event ${id}`,
        problem: `was applied by ${by.consumer}, and ${source} does not know it`,
      };
}

const dayMs = 86_400_000;

/** The lowest id that an event of that time can have. */
function firstIdOf(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
