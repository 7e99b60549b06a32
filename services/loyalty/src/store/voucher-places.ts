import { type Database, statement } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { VoucherPlace } from '../domain/campaign.ts';

const findPlaces = statement<VoucherPlace>(
  'loyalty_find_voucher_places',
  `select c.cafe_id as "cafeId", c.organisation_id as "organisationId", c.network_id as "networkId", c.time_zone as zone
   from network_cafe c join network n on n.network_id = c.network_id
   where ($1::uuid is null or c.cafe_id = $1) and ($2::uuid is null or c.network_id = $2)
     and ($3::timestamptz at time zone n.time_zone)::date >= c.join_day
     and (c.leave_day is null or ($3::timestamptz at time zone n.time_zone)::date < c.leave_day)`,
);

/** A café in the network that it is in now. */
export async function voucherPlaceOf(
  db: Database,
  cafeId: string,
  now: Date,
): Promise<VoucherPlace | undefined> {
  return (await db.read(serviceScope, findPlaces, [cafeId, null, now]))[0];
}

/** The cafés that are in a network now. */
export function voucherPlacesIn(db: Database, networkId: string, now: Date): Promise<VoucherPlace[]> {
  return db.read(serviceScope, findPlaces, [null, networkId, now]);
}
