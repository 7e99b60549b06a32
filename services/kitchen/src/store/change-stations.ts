import type { Call } from '@sippy/kit/call';
import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import { type OnceKey, once } from '@sippy/kit/once';
import { alreadyExists, notFound, refuse, staleVersion } from '@sippy/kit/refusal';
import { cafeScope } from '@sippy/kit/scope';
import type { Station } from '@sippy/proto/kitchen/v1/kitchen';
import type { station as StationRow } from '../../gen/prisma/client.ts';
import { stationChanged } from '../messages/facts.ts';
import { type CafeRef, getStation, stationsOf } from './stations.ts';

const lockStations = statement<StationRow>(
  'kitchen_lock_stations',
  'select * from station where cafe_id = $1 and delete_time is null order by station_id for update',
);
const insertStation = statement<StationRow>(
  'kitchen_insert_station',
  `insert into station (station_id, cafe_id, organisation_id, name, is_default, position, category_ids)
   values ($1, $2, $3, $4, false, $5, $6) returning *`,
);
const updateStation = statement<StationRow>(
  'kitchen_update_station',
  `update station set name = $2, position = $3, category_ids = $4, is_default = $5, version = version + 1
   where station_id = $1 returning *`,
);
/** One change of each of the others, whatever it loses: each version is told of. */
const takeFromOthers = statement<StationRow>(
  'kitchen_take_from_other_stations',
  `update station set version = version + 1, is_default = is_default and not $4::boolean,
     category_ids = array(select c from unnest(category_ids) c where c <> all ($3::uuid[]))
   where cafe_id = $1 and station_id <> $2 and delete_time is null
     and (category_ids && $3::uuid[] or ($4::boolean and is_default)) returning *`,
);
const countActive = statement<{ count: number }>(
  'kitchen_count_active',
  `select count(*)::int as count from ticket
   where cafe_id = $1 and station_id = $2 and status in ('HELD', 'OPEN', 'CANCELLED')`,
);
const deleteStation = statement<StationRow>(
  'kitchen_delete_station',
  'update station set delete_time = $2, version = version + 1 where station_id = $1 returning *',
);

/** What a new station is made of. */
export type NewStation = Pick<Station, 'stationId' | 'name' | 'categoryIds' | 'position'>;

/** Adds a station, which takes its categories from the others. Refuses with ALREADY_EXISTS for the id of another, deleted or not. */
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
      const taken = await tx.query(takeFromOthers, [cafe.cafeId, stationId, categoryIds, false]);
      const values = [stationId, cafe.cafeId, cafe.organisationId, name, position, categoryIds];
      await tell(tx, [...taken, ...(await tx.query(insertStation, values))]);
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
      const taking = [cafe.cafeId, stationId, categoryIds, change.makeDefault];
      const taken = await tx.query(takeFromOthers, taking);
      const changed = await tx.query(updateStation, [
        stationId,
        change.name ?? row.name,
        change.position ?? row.position,
        categoryIds,
        change.makeDefault || row.is_default,
      ]);
      await tell(tx, [...taken, ...changed]);
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
  now: Date,
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
      await tell(tx, await tx.query(deleteStation, [stationId, now]), true);
    });
  await once(db, call, key, run, async () => undefined);
}

/** Tells of stations that changed, or of one that was deleted. */
async function tell(tx: Transaction, rows: readonly StationRow[], deleted = false): Promise<void> {
  await tx.append(rows.map((row) => stationChanged(row, deleted)));
}
