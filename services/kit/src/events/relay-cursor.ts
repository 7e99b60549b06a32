import { statement } from '../data/statement.ts';
import type { Run } from './event-window.ts';

/** Where a relay stands: everything below `xid` is in the stream, whose last sequence was `sequence` then. */
export interface RelayCursor {
  xid: bigint;
  sequence: number;
}

const load = statement<{ xid: bigint; sequence: bigint; moved: boolean }>(
  'kit_cursor_load',
  `select xid, sequence, system_identifier <> (select system_identifier from pg_control_system()) as moved
   from relay_cursor where stream = $1`,
);

const create = statement<object>(
  'kit_cursor_create',
  `insert into relay_cursor (stream, xid, sequence, system_identifier)
   select $1, '0', 0, system_identifier from pg_control_system()`,
);

const save = statement<object>(
  'kit_cursor_save',
  'update relay_cursor set xid = $2::xid8, sequence = $3, updated_time = now() where stream = $1',
);

const rebase = statement<{ xid: bigint }>('kit_cursor_rebase', 'select rebase_events($1) as xid');

/**
 * Reads the cursor; a new log's is at its start. Where the database has come into another cluster (a logical restore),
 * transaction numbers have begun again: the log is brought in line with the new ones first.
 */
export async function loadCursor(run: Run, stream: string): Promise<{ cursor: RelayCursor; moved: boolean }> {
  const [row] = await run(load, [stream]);
  if (!row) {
    await run(create, [stream]);
    return { cursor: { xid: 0n, sequence: 0 }, moved: false };
  }
  const sequence = Number(row.sequence);
  if (!row.moved) return { cursor: { xid: row.xid, sequence }, moved: false };
  const [based] = await run(rebase, [stream]);
  return { cursor: { xid: based?.xid ?? 0n, sequence }, moved: true };
}

/** Keeps the cursor. */
export async function saveCursor(run: Run, stream: string, cursor: RelayCursor): Promise<void> {
  await run(save, [stream, cursor.xid, cursor.sequence]);
}
