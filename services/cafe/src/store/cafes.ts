import type { Call } from '@sippy/kit/call';
import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import { type OnceKey, once } from '@sippy/kit/once';
import { alreadyExists, notFound, staleVersion } from '@sippy/kit/refusal';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { cafe as CafeRow } from '../../gen/prisma/client.ts';
import { MAX_CAFES, slugTaken, tooManyCafes } from '../domain/refusals.ts';
import type { Settings } from '../domain/settings.ts';
import { cafeOf, type StoredCafe } from '../messages/answers.ts';
import { cafeCreated, cafeUpdated } from '../messages/facts.ts';
import { SETTINGS, settingsParams } from './settings-columns.ts';

const insertCafe = statement<CafeRow>(
  'cafe_insert',
  `insert into cafe (cafe_id, organisation_id, slug, ${SETTINGS})
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning *`,
);

/** Cafés of an organisation are made one after the other, so that the limit holds. */
const lockOrganisation = statement(
  'cafe_lock_organisation',
  `select pg_advisory_xact_lock(hashtextextended('cafe of ' || $1::text, 0))`,
);

const countCafes = statement<{ cafes: bigint }>(
  'cafe_count',
  'select count(*) as cafes from cafe where organisation_id = $1',
);

const updateCafe = statement<CafeRow>(
  'cafe_update',
  `update cafe set (slug, ${SETTINGS}) = ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15),
     version = version + 1, update_time = now()
   where cafe_id = $1 and version = $2 returning *`,
);

const setBusy = statement<CafeRow>(
  'cafe_set_busy',
  `update cafe set busy_is_on = $2, busy_extra_minutes = $3, busy_end_time = $4, version = version + 1, update_time = now()
   where cafe_id = $1 returning *`,
);

const endBusy = statement<CafeRow>(
  'cafe_end_busy',
  `update cafe set busy_is_on = false, busy_extra_minutes = 0, busy_end_time = null, version = version + 1,
     update_time = now()
   where cafe_id in (select cafe_id from cafe where busy_is_on and busy_end_time <= $1 order by cafe_id limit 100 for update)
   returning *`,
);

const findCafe = statement<CafeRow>('cafe_find', 'select * from cafe where cafe_id = $1');
const findVersion = statement<{ version: bigint }>(
  'cafe_find_version',
  'select version from cafe where cafe_id = $1',
);
const findSlug = statement<CafeRow>('cafe_find_slug', 'select * from cafe where slug = $1');
const listIds = statement<{ cafe_id: string }>(
  'cafe_list_ids',
  'select cafe_id from cafe where organisation_id = $1',
);

/** The version of a café that the scope may see. Refuses with NOT_FOUND. */
export async function getCafeVersion(db: Database, scope: Scope, cafeId: string): Promise<bigint> {
  const [row] = await db.read(scope, findVersion, [cafeId]);
  if (!row) throw notFound('café', cafeId);
  return row.version;
}

/** Reads a café that the scope may see. Refuses with NOT_FOUND. */
export async function getCafe(db: Database, scope: Scope, cafeId: string): Promise<StoredCafe> {
  const [row] = await db.read(scope, findCafe, [cafeId]);
  if (!row) throw notFound('café', cafeId);
  return cafeOf(row);
}

/** Reads the café with a slug, whoever asks. Refuses with NOT_FOUND. */
export async function getCafeBySlug(db: Database, slug: string): Promise<StoredCafe> {
  const [row] = await db.read(serviceScope, findSlug, [slug]);
  if (!row) throw notFound('café', slug);
  return cafeOf(row);
}

/** Ids of all cafés of an organisation. */
export async function listCafeIds(db: Database, organisationId: string): Promise<string[]> {
  const rows = await db.read(serviceScope, listIds, [organisationId]);
  return rows.map((row) => row.cafe_id);
}

/** What a new café is made from; the first slug that is free becomes its own. */
export interface NewCafe {
  cafeId: string;
  organisationId: string;
  slugs: readonly string[];
  settings: Settings;
}

/** Writes a new café and its event. Refuses with ALREADY_EXISTS for a taken id, SLUG_TAKEN if no slug is free, TOO_MANY_CAFES. */
export async function createCafe(db: Database, call: Call, key: OnceKey, made: NewCafe): Promise<StoredCafe> {
  for (const slug of made.slugs) {
    try {
      return await once(
        db,
        call,
        key,
        () => insert(db, call, key, made, slug),
        (old) => replayed(db, call, old),
      );
    } catch (error) {
      if (isUniqueViolation(error, 'cafe_pkey')) throw alreadyExists('café', made.cafeId);
      if (!isUniqueViolation(error, 'cafe_slug')) throw error;
    }
  }
  throw slugTaken(made.slugs[0] ?? '');
}

function insert(db: Database, call: Call, key: OnceKey, made: NewCafe, slug: string): Promise<StoredCafe> {
  return db.transaction(call.scope, async (tx) => {
    await tx.once(key, { cafe_id: made.cafeId });
    await tx.query(lockOrganisation, [made.organisationId]);
    const [count] = await tx.query(countCafes, [made.organisationId]);
    if (Number(count?.cafes) >= MAX_CAFES) throw tooManyCafes();
    const [row] = await tx.query(insertCafe, [
      made.cafeId,
      made.organisationId,
      slug,
      ...settingsParams(made.settings),
    ]);
    const cafe = cafeOf(row as CafeRow);
    await tx.append([cafeCreated(cafe)]);
    return cafe;
  });
}

/** Changes a café by `change`, if its version is the expected one. Refuses with STALE_VERSION, SLUG_TAKEN, NOT_FOUND. */
export async function changeCafe(
  db: Database,
  call: Call,
  key: OnceKey,
  target: { cafeId: string; version: bigint; slug: string | undefined },
  change: (current: Settings) => Settings,
): Promise<StoredCafe> {
  const run = () =>
    db.transaction(call.scope, async (tx) => {
      await tx.once(key, { cafe_id: target.cafeId });
      const current = await lockedCafe(tx, target.cafeId);
      if (current.version !== target.version) throw staleVersion('café', current.version);
      const params = settingsParams(change(current));
      const slug = target.slug ?? current.slug;
      const [row] = await tx.query(updateCafe, [target.cafeId, target.version, slug, ...params]);
      return updated(tx, row as CafeRow);
    });
  try {
    return await once(db, call, key, run, (old) => replayed(db, call, old));
  } catch (error) {
    throw isUniqueViolation(error, 'cafe_slug') ? slugTaken(target.slug ?? '') : error;
  }
}

/** How busy a café is. */
export interface Busy {
  isOn: boolean;
  extraMinutes: number;
  endTime: Date | undefined;
}

/** Turns busy mode on or off. Refuses with NOT_FOUND. */
export async function setBusyMode(
  db: Database,
  call: Call,
  key: OnceKey,
  cafeId: string,
  busy: Busy,
): Promise<StoredCafe> {
  const run = () =>
    db.transaction(call.scope, async (tx) => {
      await tx.once(key, { cafe_id: cafeId });
      const [row] = await tx.query(setBusy, [cafeId, busy.isOn, busy.extraMinutes, busy.endTime ?? null]);
      if (!row) throw notFound('café', cafeId);
      return updated(tx, row);
    });
  return once(db, call, key, run, (old) => replayed(db, call, old));
}

/** Ends busy modes whose time is over; returns how many. */
export function endBusyModes(db: Database, now: Date): Promise<number> {
  return db.transaction(serviceScope, async (tx) => {
    const rows = await tx.query(endBusy, [now]);
    for (const row of rows) await updated(tx, row);
    return rows.length;
  });
}

const lockCafe = statement<CafeRow>('cafe_lock', 'select * from cafe where cafe_id = $1 for update');

async function lockedCafe(tx: Transaction, cafeId: string): Promise<StoredCafe> {
  const [row] = await tx.query(lockCafe, [cafeId]);
  if (!row) throw notFound('café', cafeId);
  return cafeOf(row);
}

async function updated(tx: Transaction, row: CafeRow): Promise<StoredCafe> {
  const cafe = cafeOf(row);
  await tx.append([cafeUpdated(cafe)]);
  return cafe;
}

function replayed(db: Database, call: Call, made: unknown): Promise<StoredCafe> {
  return getCafe(db, call.scope, (made as { cafe_id: string }).cafe_id);
}
