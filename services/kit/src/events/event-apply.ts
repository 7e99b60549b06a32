import type { Logger } from 'pino';
import type { Database } from '../data/db.ts';
import { withScope } from '../data/db.ts';
import { isConflict, isDatabaseAway, isTimeout } from '../data/db-errors.ts';
import { bucketOf } from '../data/once.ts';
import { serviceScope } from '../data/scope.ts';
import { statement } from '../data/statement.ts';
import type { Transaction } from '../data/transaction.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { clearFailing, recordFailure } from './dead-letter.ts';
import type { Delivery } from './event-delivery.ts';
import { traceBatch } from './event-observe.ts';
import type { Consumer, Event } from './events.ts';

/** How a consumer's batches are applied. */
export interface ApplyOptions {
  db: Database;
  consumer: Consumer;
  log: Logger;
  /** After how many failures an event is a dead letter. */
  maxAttempts: number;
  /** Pause before each further try of an event, in milliseconds; the last one counts for all later ones. */
  backoffMs: readonly number[];
  telemetry?: Telemetry | undefined;
}

/** An event that is to be tried again. */
export interface Retry {
  delivery: Delivery;
  afterMs: number;
}

/** Bucket order is date order, so two hosts with the same events wait for each other and never in a circle. */
const claim = statement<{ event_id: string }>(
  'kit_inbox_claim',
  `insert into inbox (bucket, consumer, event_id)
   select t.bucket, $1, t.event_id from unnest($2::date[], $3::uuid[]) as t (bucket, event_id)
   where not exists (
     select from dead_letter d where d.consumer = $1 and d.event_id = t.event_id and d.state <> 'FAILING')
   order by t.bucket, t.event_id
   on conflict do nothing
   returning event_id`,
);

/** From this delivery on an event is suspected of killing its consumer: its attempt is counted before it is made. */
const SUSPICIOUS_DELIVERIES = 4;

/**
 * Applies a batch: each event once, by its inbox row, in one transaction. A batch that fails is halved until the bad
 * event stands alone; its failures are counted and in the end it is a dead letter. Returns those to be tried again; the
 * others are done with. Throws if the database is away: then nothing is counted.
 */
export async function applyBatch(options: ApplyOptions, deliveries: readonly Delivery[]): Promise<Retry[]> {
  const suspicious = deliveries.filter((d) => d.deliveries >= SUSPICIOUS_DELIVERIES);
  const plain = suspicious.length > 0 ? deliveries.filter((d) => !suspicious.includes(d)) : deliveries;
  const retries = await applyHalving(options, plain);
  for (const one of suspicious) {
    const verdict = await recordFailure(options, one, `delivered ${one.deliveries} times without an answer`);
    if (verdict.state !== 'FAILING') continue;
    retries.push(...(await applyHalving(options, [one])));
  }
  return retries;
}

async function applyHalving(options: ApplyOptions, deliveries: readonly Delivery[]): Promise<Retry[]> {
  if (deliveries.length === 0) return [];
  try {
    await attempt(options, deliveries);
    return [];
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (deliveries.length > 1) {
      const half = Math.ceil(deliveries.length / 2);
      const first = await applyHalving(options, deliveries.slice(0, half));
      return [...first, ...(await applyHalving(options, deliveries.slice(half)))];
    }
    return failed(options, deliveries[0] as Delivery, error);
  }
}

/** One transaction: inbox rows and effects of those that are fresh. */
async function attempt(options: ApplyOptions, deliveries: readonly Delivery[]): Promise<void> {
  const { db, consumer } = options;
  const applied = await db.transaction(serviceScope, async (tx) => {
    const ids = deliveries.map((d) => d.id);
    const rows = await tx.query(claim, [consumer.name, ids.map(bucketOf), ids]);
    const fresh = new Set(rows.map((row) => row.event_id));
    const events = deliveries.flatMap((d) => (fresh.delete(d.id) ? [d.event] : []));
    if (events.length > 0) await applyTraced(options, tx, events);
    // Of those that were applied before, too: an answer that nobody heard made them look like failures.
    if (deliveries.some((d) => d.deliveries > 1)) await clearFailing(tx, consumer.name, ids);
    return events;
  });
  if (applied.length > 0) afterwards(options, applied);
}

async function applyTraced(
  { consumer, telemetry }: ApplyOptions,
  tx: Transaction,
  events: readonly Event[],
): Promise<void> {
  const traced = telemetry && traceBatch(telemetry, consumer, events);
  await withScope(serviceScope, () => consumer.apply(tx, events)).then(
    () => traced?.(),
    (error) => {
      traced?.(error);
      throw error;
    },
  );
}

function afterwards({ consumer, log }: ApplyOptions, events: readonly Event[]): void {
  try {
    consumer.after?.(events);
  } catch (error) {
    log.error({ err: error, consumer: consumer.name }, 'after() has failed; the events are applied');
  }
}

async function failed(options: ApplyOptions, delivery: Delivery, error: unknown): Promise<Retry[]> {
  const { consumer, log, backoffMs } = options;
  const about = { consumer: consumer.name, event: delivery.id, type: delivery.event.type };
  if (isConflict(error) || isTimeout(error)) {
    log.warn({ ...about, err: error }, 'an event waits for others');
    return [{ delivery, afterMs: backoffMs[0] ?? 200 }];
  }
  const { state, attempts } = await recordFailure(options, delivery, describe(error));
  if (state !== 'FAILING') {
    log.error({ ...about, attempts, err: error }, 'an event is a dead letter');
    return [];
  }
  log.warn({ ...about, attempts, err: error }, 'an event could not be applied');
  return [
    { delivery: again(delivery), afterMs: backoffMs[Math.min(attempts, backoffMs.length) - 1] ?? 1000 },
  ];
}

function again(delivery: Delivery): Delivery {
  return { ...delivery, deliveries: Math.max(2, Math.min(delivery.deliveries, SUSPICIOUS_DELIVERIES - 1)) };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
