import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { Place } from '../domain/earning.ts';

/** A café at a moment. */
export interface PlaceKey {
  cafeId: string;
  time: Date;
  /** Members of staff whose accounts are asked for, too. */
  staffIds?: readonly string[];
}

/** What held there, with the accounts of the members of staff that were named. */
export type PlaceRow = Place & { accounts: string[] };

/**
 * The first value of points holds for what was sold before there was one, too: a café's days in the network are the bound.
 * What held at a café at a moment; a café in no network, and a network without rules or value, has none. */
const findPlaces = statement<PlaceRow & { index: bigint }>(
  'loyalty_find_places',
  `select k.index, c.network_id as "networkId", c.cafe_id as "cafeId", c.organisation_id as "organisationId",
     c.time_zone as zone, n.currency_code as "currencyCode", p.version as "ruleVersion", p.rules,
     v.version as "valueVersion", v.minor_per_thousand as "perThousand",
     coalesce((select array_agg(a.user_id) from staff_account a
       where a.staff_id = any (string_to_array(k.staff, ',')::uuid[]) and a.user_id is not null), '{}') as accounts
   from unnest($1::uuid[], $2::timestamptz[], $3::text[]) with ordinality as k (cafe_id, time, staff, index)
   join network_cafe c on c.cafe_id = k.cafe_id
   join network n on n.network_id = c.network_id
     and (k.time at time zone n.time_zone)::date >= c.join_day
     and (c.leave_day is null or (k.time at time zone n.time_zone)::date < c.leave_day)
   cross join lateral (
     select p.version, p.rules from programme p where p.network_id = n.network_id and p.start_time <= k.time
     order by p.version desc limit 1) p
   cross join lateral (
     select v.version, v.minor_per_thousand from point_value v where v.network_id = n.network_id and (v.start_time <= k.time or v.version = 1)
     order by v.version desc limit 1) v`,
);

/** What held at cafés at moments, in the order of the keys; undefined where points are not earned. */
export async function placesOf(
  tx: Transaction,
  keys: readonly PlaceKey[],
): Promise<(PlaceRow | undefined)[]> {
  if (keys.length === 0) return [];
  return arranged(keys, await tx.query(findPlaces, params(keys)));
}

/** What holds at one café at a moment. */
export async function placeOf(db: Database, key: PlaceKey): Promise<PlaceRow | undefined> {
  return arranged([key], await db.read(serviceScope, findPlaces, params([key])))[0];
}

function params(keys: readonly PlaceKey[]): unknown[] {
  return [
    keys.map((key) => key.cafeId),
    keys.map((key) => key.time),
    keys.map((key) => (key.staffIds ?? []).join(',')),
  ];
}

function arranged(keys: readonly PlaceKey[], rows: readonly (PlaceRow & { index: bigint })[]) {
  const places = new Map(rows.map(({ index, ...place }) => [Number(index), place]));
  return keys.map((_, i) => places.get(i + 1));
}
