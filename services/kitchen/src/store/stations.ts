import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { notFound } from '@sippy/kit/refusal';
import { cafeScope, type Scope } from '@sippy/kit/scope';
import type { Station } from '@sippy/proto/kitchen/v1/kitchen';
import type { station as StationRow } from '../../gen/prisma/client.ts';
import { stationMessage } from '../messages/answers.ts';
import { stationChanged } from '../messages/facts.ts';

/** A café and its organisation. */
export interface CafeRef {
  cafeId: string;
  organisationId: string;
}

/** Name of the station that a café has from the start. */
const DEFAULT_NAME = 'Bar';

const listOfCafes = statement<StationRow>(
  'kitchen_list_stations',
  'select * from station where cafe_id = any ($1::uuid[]) and delete_time is null order by position, station_id',
);
const addDefaults = statement<StationRow>(
  'kitchen_add_defaults',
  `insert into station (station_id, cafe_id, organisation_id, name, is_default, position, category_ids)
   select t.station_id, t.cafe_id, t.organisation_id, $4, true, 0, '{}'
   from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as t (station_id, cafe_id, organisation_id) order by t.cafe_id
   on conflict (cafe_id) where is_default do nothing returning *`,
);
const cafeOfStation = statement<{ cafe_id: string; organisation_id: string }>(
  'kitchen_cafe_of_station',
  'select cafe_id, organisation_id from station where station_id = $1 and delete_time is null',
);

/** Stations of cafés, in their order; a café that has none gets its default one. */
export async function stationsOf(
  tx: Pick<Transaction, 'query' | 'append'>,
  cafes: readonly CafeRef[],
): Promise<Map<string, Station[]>> {
  const ids = cafes.map((cafe) => cafe.cafeId);
  let rows = await tx.query(listOfCafes, [ids]);
  const known = new Set(rows.filter((row) => row.is_default).map((row) => row.cafe_id));
  const bare = cafes.filter((cafe) => !known.has(cafe.cafeId));
  if (bare.length > 0) {
    const columns = [bare.map(() => newId()), bare.map((c) => c.cafeId), bare.map((c) => c.organisationId)];
    const added = await tx.query(addDefaults, [...columns, DEFAULT_NAME]);
    await tx.append(added.map((row) => stationChanged(row, false)));
    rows = await tx.query(listOfCafes, [ids]);
  }
  return Map.groupBy(rows.map(stationMessage), (station) => station.cafeId);
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

/** Reads a station of a café. Refuses with NOT_FOUND. */
export async function getStation(db: Database, cafeId: string, stationId: string): Promise<Station> {
  const rows = await db.read(cafeScope(cafeId), listOfCafes, [[cafeId]]);
  const row = rows.find((each) => each.station_id === stationId);
  if (!row) throw notFound('station', stationId);
  return stationMessage(row);
}
