import type { Call } from '@sippy/kit/call';
import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import { newId } from '@sippy/kit/ids';
import { type OnceKey, once } from '@sippy/kit/once';
import { alreadyExists, notFound, refuse, staleVersion } from '@sippy/kit/refusal';
import { cafeScope, type Scope } from '@sippy/kit/scope';
import type { Station } from '@sippy/proto/kitchen/v1/kitchen';
import type { station as StationRow } from '../../gen/prisma/client.ts';

/** A café and its organisation. */
export interface CafeRef {
  cafeId: string;
  organisationId: string;
}

/** Name of the station that a café has from the start. */
const DEFAULT_NAME = 'Bar';

const listOfCafes = statement<StationRow>(
  'kitchen_list_stations',
  'select * from station where cafe_id = any ($1::uuid[]) order by position, station_id',
);
const addDefaults = statement<StationRow>(
  'kitchen_add_defaults',
  `insert into station (station_id, cafe_id, organisation_id, name, is_default, position, category_ids)
   select t.station_id, t.cafe_id, t.organisation_id, $4, true, 0, '{}'
   from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as t (station_id, cafe_id, organisation_id) order by t.cafe_id
   on conflict (cafe_id) where is_default do nothing`,
);
const lockStations = statement<StationRow>(
  'kitchen_lock_stations',
  'select * from station where cafe_id = $1 order by station_id for update',
);
const insertStation = statement<object>(
  'kitchen_insert_station',
  `insert into station (station_id, cafe_id, organisation_id, name, is_default, position, category_ids)
   values ($1, $2, $3, $4, false, $5, $6)`,
);
const updateStation = statement<object>(
  'kitchen_update_station',
  `update station set name = $2, position = $3, category_ids = $4, is_default = $5, version = version + 1
   where station_id = $1`,
);
const takeCategories = statement<object>(
  'kitchen_take_categories',
  `update station set version = version + 1,
     category_ids = array(select c from unnest(category_ids) c where c <> all ($3::uuid[]))
   where cafe_id = $1 and station_id <> $2 and category_ids && $3::uuid[]`,
);
const takeDefault = statement<object>(
  'kitchen_take_default',
  'update station set is_default = false, version = version + 1 where cafe_id = $1 and station_id <> $2 and is_default',
);
const countActive = statement<{ count: number }>(
  'kitchen_count_active',
  `select count(*)::int as count from ticket
   where cafe_id = $1 and station_id = $2 and status in ('HELD', 'OPEN', 'CANCELLED')`,
);
const deleteStation = statement<object>(
  'kitchen_delete_station',
  'delete from station where station_id = $1',
);
const cafeOfStation = statement<{ cafe_id: string; organisation_id: string }>(
  'kitchen_cafe_of_station',
  'select cafe_id, organisation_id from station where station_id = $1',
);

/** Stations of cafés, in their order; a café that has none gets its default one. */
export async function stationsOf(
  tx: Pick<Transaction, 'query'>,
  cafes: readonly CafeRef[],
): Promise<Map<string, Station[]>> {
  const ids = cafes.map((cafe) => cafe.cafeId);
  let rows = await tx.query(listOfCafes, [ids]);
  const known = new Set(rows.filter((row) => row.is_default).map((row) => row.cafe_id));
  const bare = cafes.filter((cafe) => !known.has(cafe.cafeId));
  if (bare.length > 0) {
    const columns = [bare.map(() => newId()), bare.map((c) => c.cafeId), bare.map((c) => c.organisationId)];
    await tx.query(addDefaults, [...columns, DEFAULT_NAME]);
    rows = await tx.query(listOfCafes, [ids]);
  }
  return Map.groupBy(rows.map(stationOf), (station) => station.cafeId);
}

/** The café of a station that the scope can see, if there is one. */
export async function findStationCafe(
  db: Database,
  scope: Scope,
  stationId: string,
): Promise<CafeRef | undefined> {
  const [row] = await db.read(scope, cafeOfStation, [stationId]);
  return row && { cafeId: row.cafe_id, organisationId: row.organisation_id };
}

/** What a new station is made of. */
export type NewStation = Pick<Station, 'stationId' | 'name' | 'categoryIds' | 'position'>;

/** Adds a station, which takes its categories from the others. Refuses with ALREADY_EXISTS for a taken id. */
export async function addStation(
  db: Database,
  call: Call,
  key: OnceKey,
  cafe: CafeRef,
  made: NewStation,
): Promise<Station> {
  const run = () =>
    db.transaction(cafeScope(cafe.cafeId), async (tx) => {
      await tx.once(key, { station_id: made.stationId });
      await stationsOf(tx, [cafe]);
      await tx.query(lockStations, [cafe.cafeId]);
      const { stationId, name, categoryIds, position } = made;
      await tx.query(takeCategories, [cafe.cafeId, stationId, categoryIds]);
      await tx.query(insertStation, [
        stationId,
        cafe.cafeId,
        cafe.organisationId,
        name,
        position,
        categoryIds,
      ]);
      return stationId;
    });
  try {
    const id = await once(db, call, key, run, async (old) => (old as { station_id: string }).station_id);
    return await getStation(db, cafe.cafeId, id);
  } catch (error) {
    throw isUniqueViolation(error, 'station_pkey') ? alreadyExists('station', made.stationId) : error;
  }
}

/** What is to change about a station; what is undefined stays. */
export interface StationChange {
  name: string | undefined;
  position: number | undefined;
  categoryIds: readonly string[] | undefined;
  makeDefault: boolean;
}

/** Changes a station of this version; what it takes over, others lose. Refuses with NOT_FOUND, STALE_VERSION. */
export async function changeStation(
  db: Database,
  call: Call,
  key: OnceKey,
  cafe: CafeRef,
  target: { stationId: string; version: bigint },
  change: StationChange,
): Promise<Station> {
  const { stationId, version } = target;
  const run = () =>
    db.transaction(cafeScope(cafe.cafeId), async (tx) => {
      await tx.once(key, { station_id: stationId });
      const rows = await tx.query(lockStations, [cafe.cafeId]);
      const row = rows.find((each) => each.station_id === stationId);
      if (!row) throw notFound('station', stationId);
      if (row.version !== version) throw staleVersion('station', row.version);
      const categoryIds = change.categoryIds ?? row.category_ids;
      await tx.query(takeCategories, [cafe.cafeId, stationId, categoryIds]);
      if (change.makeDefault) await tx.query(takeDefault, [cafe.cafeId, stationId]);
      await tx.query(updateStation, [
        stationId,
        change.name ?? row.name,
        change.position ?? row.position,
        categoryIds,
        change.makeDefault || row.is_default,
      ]);
    });
  await once(db, call, key, run, async () => undefined);
  return getStation(db, cafe.cafeId, stationId);
}

/** Deletes a station; the default one makes its categories then. Refuses for the default one and one with tickets. */
export async function removeStation(
  db: Database,
  call: Call,
  key: OnceKey,
  cafe: CafeRef,
  stationId: string,
): Promise<void> {
  const run = () =>
    db.transaction(cafeScope(cafe.cafeId), async (tx) => {
      await tx.once(key, { cafe_id: cafe.cafeId, organisation_id: cafe.organisationId });
      const rows = await tx.query(lockStations, [cafe.cafeId]);
      const row = rows.find((each) => each.station_id === stationId);
      if (!row) throw notFound('station', stationId);
      if (row.is_default) {
        const message = `${row.name} makes what no other station does. Make another one the default first.`;
        throw refuse('FAILED_PRECONDITION', 'DEFAULT_STATION', message);
      }
      const [active] = await tx.query(countActive, [cafe.cafeId, stationId]);
      if (active && active.count > 0) {
        throw refuse('FAILED_PRECONDITION', 'STATION_BUSY', `${row.name} still has ${active.count} tickets.`);
      }
      await tx.query(deleteStation, [stationId]);
    });
  await once(db, call, key, run, async () => undefined);
}

async function getStation(db: Database, cafeId: string, stationId: string): Promise<Station> {
  const rows = await db.read(cafeScope(cafeId), listOfCafes, [[cafeId]]);
  const row = rows.find((each) => each.station_id === stationId);
  if (!row) throw notFound('station', stationId);
  return stationOf(row);
}

function stationOf(row: StationRow): Station {
  return {
    stationId: row.station_id,
    cafeId: row.cafe_id,
    name: row.name,
    categoryIds: row.category_ids,
    isDefault: row.is_default,
    position: row.position,
    version: row.version,
  };
}
