/** Lots that have passed their last day, or soon will. */
import { type Database, statement } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import { type ExpiringLot, pointsExpiring } from '../messages/facts.ts';
import type { MemberKey } from './purses.ts';

const findOver = statement<MemberKey>(
  'loyalty_find_over',
  `select distinct l.customer_id as "customerId", l.network_id as "networkId" from (
     select customer_id, network_id, lot_id, cafe_id from lot where is_open and greatest(expire_day, grace_day) < $1::date
     order by greatest(expire_day, grace_day) limit 1000) l
   join lateral (
     select c.time_zone from network_cafe c where c.network_id = l.network_id and c.cafe_id = l.cafe_id
     order by c.join_day desc limit 1) z on true
   join lot o on o.lot_id = l.lot_id and greatest(o.expire_day, o.grace_day) < ($2::timestamptz at time zone z.time_zone)::date
   where (
     select sum(case when t.to_kind = t.from_kind then 0 when t.to_kind = 'CUSTOMER' then t.points when t.from_kind = 'CUSTOMER' then -t.points else 0 end)
     from transfer t where t.lot_id = l.lot_id) > 0
   limit 200`,
);

/** A posting about a member may hold a lot; it is left for the next round, so nobody waits for anybody. */
const noticeSoon = statement<ExpiringLot>(
  'loyalty_notice_soon',
  `with soon as (
     select lot_id from lot where is_open and not is_noticed and greatest(expire_day, grace_day) between $1::date and $2::date
     limit 200 for update skip locked),
   noticed as (update lot l set is_noticed = true from soon where l.lot_id = soon.lot_id
     returning l.lot_id, l.network_id, l.customer_id, l.cafe_id, l.organisation_id, greatest(l.expire_day, l.grace_day) as last_day)
   select n.lot_id as "lotId", n.network_id as "networkId", n.customer_id as "customerId", n.cafe_id as "cafeId",
     n.organisation_id as "organisationId", n.last_day as "lastDay", s.points
   from noticed n cross join lateral (
     select coalesce(sum(case when t.to_kind = t.from_kind then 0 when t.to_kind = 'CUSTOMER' then t.points when t.from_kind = 'CUSTOMER' then -t.points else 0 end), 0)::bigint as points
     from transfer t where t.lot_id = n.lot_id) s`,
);

/** Some members with points that have expired at their issuers; `latest` is the latest date that any zone shows. */
export function membersWithExpired(db: Database, latest: string, now: Date): Promise<MemberKey[]> {
  return db.read(serviceScope, findOver, [latest, now]);
}

/** Tells once of each lot whose last day lies within these; returns how many lots were looked at. */
export function tellExpiring(db: Database, from: string, to: string): Promise<number> {
  return db.transaction(serviceScope, async (tx) => {
    const lots = await tx.query(noticeSoon, [from, to]);
    await tx.append(lots.filter(({ points }) => points > 0n).map(pointsExpiring));
    return lots.length;
  });
}
