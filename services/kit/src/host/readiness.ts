import type { Database } from '../data/db.ts';
import { serviceScope } from '../data/scope.ts';
import { statement } from '../data/statement.ts';

/** A host whose clock is further than this from PostgreSQL's would stamp sales with wrong times. */
const MAX_SKEW_MS = 2000;
/** How often a host compares its clock. */
const LOOK_MS = 2000;

const readTime = statement<{ now: Date }>('kit_now', 'select clock_timestamp() as now');

/** What keeps a service from being served by its database; undefined if nothing does. */
export async function databaseTrouble(db: Database): Promise<string | undefined> {
  if (!(await db.isReady())) return `${db.service}: the database does not answer`;
  return clockTrouble(db);
}

/** Says by how much the machine's clock is wrong, if it is. Throws if the database does not answer. */
export async function clockTrouble(
  db: Database,
  now: () => number = () => Date.now(),
): Promise<string | undefined> {
  const asked = now();
  const [row] = await db.read(serviceScope, readTime, []);
  const answered = now();
  const theirs = row?.now.getTime() ?? Number.NaN;
  const skewMs = theirs < asked ? asked - theirs : theirs > answered ? theirs - answered : 0;
  return skewMs > MAX_SKEW_MS ? `${db.service}: the clock is ${skewMs} ms from the database's` : undefined;
}

/**
 * Tells when the machine's clock turns out to be wrong, and when it is right again; the first look is over when this
 * resolves. A database that does not answer changes nothing: it is away for every host. Returns how to stop.
 */
export async function watchClock(
  db: Database,
  tell: (trouble: string | undefined) => void,
  options: { now?: () => number; lookMs?: number } = {},
): Promise<() => void> {
  let told: string | undefined;
  const look = async () => {
    const trouble = await clockTrouble(db, options.now).catch(() => told);
    if ((trouble === undefined) !== (told === undefined)) tell(trouble);
    told = trouble;
  };
  await look();
  const timer = setInterval(() => void look(), options.lookMs ?? LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
