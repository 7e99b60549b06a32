import pg from 'pg';
import { columnTypes } from '../data/db-types.ts';
import { serviceScope } from '../data/scope.ts';
import { statement } from '../data/statement.ts';
import { type ApplyOptions, applyBatch } from './event-apply.ts';
import { delivery } from './event-delivery.ts';
import { type LogWindow, type Run, readWindow } from './event-window.ts';

/** A replay of one service's log into a consumer of another. */
export interface ReplayOptions extends ApplyOptions {
  /** The log's database, as a role that may read all of it (the auditor). */
  sourceUrl: string;
  /** Only events written since then. */
  since?: Date;
  /** Forget which events the consumer has applied: it applies all of them again, so its read model must be empty. */
  anew?: boolean;
  /** Called after every window that has been applied. */
  onProgress?(done: number, left: number): void;
}

/** Events of a window, and windows applied at a time: consumers need no order, and one waits while the others work. */
const WINDOW = 500;
const AT_A_TIME = 4;

const forget = statement<object>('kit_inbox_forget', 'delete from inbox where consumer = $1');

/**
 * Hands a log's events to a consumer from the beginning, as if they came from the stream: what it has applied it skips.
 * Returns how many were read. Throws if one of them cannot be applied.
 */
export async function replayLog(options: ReplayOptions): Promise<number> {
  const { consumer, db } = options;
  const types = new Set(consumer.types);
  const source = new pg.Client({
    connectionString: options.sourceUrl,
    types: columnTypes,
    application_name: 'sippy replay',
  });
  source.on('error', () => undefined);
  await source.connect();
  try {
    await source.query(`set timezone to 'UTC'; set sippy.scope to 'service'`);
    const run: Run = async (text, params) =>
      (await source.query({ name: text.name, text: text.text, values: [...params] })).rows as never;
    if (options.anew) await db.command(serviceScope, forget, [consumer.name]);
    const { rows } = await source.query<{ first: bigint | null; total: bigint }>(
      'select min(xid) as first, count(*) as total from event where time >= $1',
      [options.since ?? new Date(0)],
    );
    let from = rows[0]?.first ?? 0n;
    const total = Number(rows[0]?.total ?? 0n);
    let read = 0;
    let done = 0;
    const apply = async ({ events }: LogWindow) => {
      const batch = events.map((event) => delivery(event.envelope)).filter((d) => types.has(d.event.type));
      const retries = await applyBatch(options, batch);
      if (retries.length > 0)
        throw new Error(`${retries.length} events could not be applied: see the dead letters`);
      done += events.length;
      options.onProgress?.(done, Math.max(0, total - done));
    };
    const slots: Promise<void>[] = Array.from({ length: AT_A_TIME }, () => Promise.resolve());
    try {
      for (let [more, turn] = [total > 0, 0]; more; turn = (turn + 1) % AT_A_TIME) {
        const window = await readWindow(run, from, WINDOW);
        await slots[turn];
        const applying = apply(window);
        applying.catch(() => undefined);
        slots[turn] = applying;
        read += window.events.length;
        from = window.until;
        more = window.more;
      }
      await Promise.all(slots);
    } finally {
      await Promise.allSettled(slots);
    }
    return read;
  } finally {
    await source.end().catch(() => undefined);
  }
}
