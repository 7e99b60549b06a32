import { type Database, statement } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';

const BATCH = 1000;
/** How long spent refresh tokens and ended sessions are kept, so that a second use is known and a question answered. */
const KEEP_MS = 30 * 24 * 3_600_000;

const statements = [
  statement<object>(
    'auth_prune_links',
    `delete from link_token where token_hash in (select token_hash from link_token where expires_time < $1 limit $2)
     returning token_hash`,
  ),
  statement<object>(
    'auth_prune_codes',
    `delete from pairing_code where code_hash in (select code_hash from pairing_code where expires_time < $1 limit $2)
     returning code_hash`,
  ),
];

const oldStatements = [
  statement<object>(
    'auth_prune_refresh_tokens',
    `delete from refresh_token where token_hash in (select token_hash from refresh_token where spent_time < $1 limit $2)
     returning token_hash`,
  ),
  statement<object>(
    'auth_prune_sessions',
    `delete from session where session_id in (select session_id from session where expires_time < $1 limit $2)
     returning session_id`,
  ),
];

/** Deletes what has run out: links and codes at once, spent tokens and ended sessions after 30 days. */
export async function prune(db: Database, now: Date, signal: AbortSignal): Promise<void> {
  const old = new Date(now.getTime() - KEEP_MS);
  for (const sql of statements) await inBatches(db, sql, now, signal);
  for (const sql of oldStatements) await inBatches(db, sql, old, signal);
}

async function inBatches(
  db: Database,
  sql: (typeof statements)[number],
  before: Date,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const gone = await db.command(serviceScope, sql, [before, BATCH]);
    if (gone.length < BATCH) return;
  }
}
