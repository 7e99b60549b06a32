import { type Database, statement } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';

/** How many members came back to a café. */
export interface ReturningMembers {
  cafeId: string;
  organisationId: string;
  members: bigint;
}

/** By the orders that still have earned something; whose record was merged counts as the one that it was merged into. */
const countReturning = statement<ReturningMembers>(
  'loyalty_count_returning',
  `with visit as (
     select s.cafe_id, s.organisation_id, coalesce(m.merged_into_id, s.customer_id) as customer_id, max(s.business_day) as day
     from entry_set s
     join earning e on e.order_id = s.order_id and e.posted > 0
     join member m on m.customer_id = s.customer_id and m.network_id = s.network_id
     where s.network_id = $1 and s.kind = 'EARN' and s.business_day >= $2::date and s.business_day < $3::date
     group by 1, 2, 3
   )
   select v.cafe_id as "cafeId", v.organisation_id as "organisationId", count(*) as members
   from visit v
   where exists (
     select from member m
     join entry_set s on s.customer_id = m.customer_id and s.network_id = m.network_id
     join earning e on e.order_id = s.order_id and e.posted > 0
     where m.network_id = $1 and (m.customer_id = v.customer_id or m.merged_into_id = v.customer_id)
       and s.kind = 'EARN' and s.cafe_id = v.cafe_id and s.business_day < v.day)
   group by 1, 2 order by 1, 2`,
);

/** Counts who earned at a café within days, the last one excluded, and had earned there on an earlier day, too. */
export function returningMembers(
  db: Database,
  networkId: string,
  fromDay: string,
  untilDay: string,
): Promise<ReturningMembers[]> {
  return db.read(serviceScope, countReturning, [networkId, fromDay, untilDay]);
}
