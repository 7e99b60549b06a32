import type { Database } from './db.ts';
import { serviceScope } from './scope.ts';
import { statement } from './statement.ts';

/** A host whose clock is further than this from PostgreSQL's would stamp sales with wrong times. */
const MAX_SKEW_MS = 2000;

const readTime = statement<{ now: Date }>('kit_now', 'select clock_timestamp() as now');

/** What keeps a service from being served by its database; undefined if nothing does. */
export async function databaseTrouble(db: Database): Promise<string | undefined> {
  if (!(await db.isReady())) return `${db.service}: the database does not answer`;
  const asked = Date.now();
  const [row] = await db.read(serviceScope, readTime, []);
  const answered = Date.now();
  const theirs = row?.now.getTime() ?? Number.NaN;
  const skewMs = theirs < asked ? asked - theirs : theirs > answered ? theirs - answered : 0;
  return skewMs > MAX_SKEW_MS ? `${db.service}: the clock is ${skewMs} ms from the database's` : undefined;
}
