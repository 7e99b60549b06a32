import type { Database } from '../data/db.ts';
import { bucketOf } from '../data/once.ts';
import { serviceScope } from '../data/scope.ts';
import { withScope } from '../data/scope-context.ts';
import { statement } from '../data/statement.ts';
import type { Transaction } from '../data/transaction.ts';
import { type Delivery, delivery } from './event-delivery.ts';
import type { Consumer, Event } from './events.ts';

/** FAILING is still tried, DEAD waits for a person, DROPPED was given up by one. */
export type DeadLetterState = 'FAILING' | 'DEAD' | 'DROPPED';

/** An event that a consumer could not apply. */
export interface DeadLetter {
  consumer: string;
  stream: string;
  event: Event;
  state: DeadLetterState;
  attempts: number;
  /** What went wrong the last time. */
  error: string;
  firstTime: Date;
  lastTime: Date;
}

interface DeadLetterRow {
  consumer: string;
  stream: string;
  envelope: Buffer;
  state: DeadLetterState;
  attempts: number;
  error: string;
  first_time: Date;
  last_time: Date;
}

const record = statement<{ state: DeadLetterState; attempts: number }>(
  'kit_dead_letter_record',
  `insert into dead_letter (consumer, event_id, stream, type, cafe_id, organisation_id, envelope, state, attempts, error)
   values ($1, $2, $3, $4, nullif($5, '')::uuid, nullif($6, '')::uuid, $7,
     case when $8::integer <= 1 then 'DEAD' else 'FAILING' end, 1, $9)
   on conflict (consumer, event_id) do update set
     attempts = dead_letter.attempts + 1,
     error = excluded.error,
     last_time = now(),
     state = case when dead_letter.state = 'FAILING' and dead_letter.attempts + 1 >= $8::integer
       then 'DEAD' else dead_letter.state end
   returning state, attempts`,
);

const clear = statement<object>(
  'kit_dead_letter_clear',
  `delete from dead_letter where consumer = $1 and event_id = any ($2::uuid[]) and state = 'FAILING'`,
);

const list = statement<DeadLetterRow>(
  'kit_dead_letter_list',
  `select consumer, stream, envelope, state, attempts, error, first_time, last_time from dead_letter
   where state = any ($1::text[]) and ($2::text is null or consumer = $2)
     and ($3::uuid is null or event_id < $3)
   order by event_id desc limit $4`,
);

const take = statement<{ envelope: Buffer }>(
  'kit_dead_letter_take',
  `delete from dead_letter where consumer = $1 and event_id = $2 returning envelope`,
);

const drop = statement<object>(
  'kit_dead_letter_drop',
  `update dead_letter set state = 'DROPPED', last_time = now(), error = $3, operator = $4
   where consumer = $1 and event_id = $2 and state <> 'DROPPED' returning 1 as dropped`,
);

const claimOne = statement<object>(
  'kit_inbox_claim_one',
  'insert into inbox (bucket, consumer, event_id) values ($1, $2, $3) on conflict do nothing returning event_id',
);

/** Counts a failure of an event; at `maxAttempts` it becomes DEAD. */
export async function recordFailure(
  on: { db: Database; consumer: Consumer; maxAttempts: number },
  failed: Delivery,
  error: string,
): Promise<{ state: DeadLetterState; attempts: number }> {
  const { event } = failed;
  const [row] = await on.db.command(serviceScope, record, [
    on.consumer.name,
    failed.id,
    on.consumer.stream,
    event.type,
    event.cafeId,
    event.organisationId,
    failed.envelope,
    on.maxAttempts,
    error.slice(0, 1000),
  ]);
  return row ?? { state: 'FAILING', attempts: 1 };
}

/** Forgets the failures of events that have been applied now. */
export async function clearFailing(tx: Transaction, consumer: string, ids: readonly string[]): Promise<void> {
  await tx.query(clear, [consumer, ids]);
}

/** The dead letters of a service, latest event first; `after` is the id of the last one of the page before. */
export async function listDeadLetters(
  db: Database,
  filter: { states?: readonly DeadLetterState[]; consumer?: string; after?: string; limit: number },
): Promise<DeadLetter[]> {
  const rows = await db.read(serviceScope, list, [
    filter.states ?? ['DEAD'],
    filter.consumer ?? null,
    filter.after ?? null,
    filter.limit,
  ]);
  return rows.map((row) => ({
    consumer: row.consumer,
    stream: row.stream,
    event: delivery(row.envelope).event,
    state: row.state,
    attempts: row.attempts,
    error: row.error,
    firstTime: row.first_time,
    lastTime: row.last_time,
  }));
}

/**
 * Applies a dead letter after its cause has been mended, in one transaction with its inbox row. Returns false if there
 * is no such dead letter. Throws what `apply` throws; then the dead letter stays.
 */
export async function retryDeadLetter(db: Database, consumer: Consumer, eventId: string): Promise<boolean> {
  const applied = await db.transaction(serviceScope, async (tx) => {
    const [row] = await tx.query(take, [consumer.name, eventId]);
    if (!row) return undefined;
    const { event } = delivery(row.envelope);
    const fresh = await tx.query(claimOne, [bucketOf(eventId), consumer.name, eventId]);
    if (fresh.length > 0) await withScope(serviceScope, () => consumer.apply(tx, [event]));
    return { event, fresh: fresh.length > 0 };
  });
  if (applied?.fresh) consumer.after?.([applied.event]);
  return applied !== undefined;
}

/** Gives an event up for good; the reason and who gave it up are kept. Returns false if there is no such dead letter. */
export async function dropDeadLetter(
  db: Database,
  consumer: string,
  eventId: string,
  given: { reason: string; operator: string },
): Promise<boolean> {
  const params = [consumer, eventId, given.reason.slice(0, 1000), given.operator];
  return (await db.command(serviceScope, drop, params)).length > 0;
}
