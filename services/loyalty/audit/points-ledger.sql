-- Every entry set sums to zero, for each lot and in all, and moves something; every lot's balance is the sum of its entries,
-- no account but a member's own is ever short, and a lot is open exactly as long as something of it is at its member.
select 'entry set ' || s.set_id as subject,
  case when count(e.lot_id) = 0 then 'moves nothing'
    when sum(e.points) <> 0 then 'sums to ' || sum(e.points)
    when exists (select from entry l where l.set_id = s.set_id group by l.lot_id having sum(l.points) <> 0) then 'has a lot that does not sum to zero' end
    as problem
from entry_set s left join entry e on e.set_id = s.set_id
group by s.set_id
union all
select 'lot ' || l.lot_id,
  case when e.held < 0 or e.expired < 0 then 'has ' || e.held || ' held and ' || e.expired || ' expired'
    when e.free + e.held + e.expired + e.cafes <> 0 then 'does not sum to zero'
    when l.is_open <> (e.free <> 0 or e.held <> 0) then 'is ' || case when l.is_open then 'open' else 'closed' end
      || ' with ' || e.free || ' free and ' || e.held || ' held' end
from lot l cross join lateral (
  select coalesce(sum(points) filter (where account_kind = 'CUSTOMER'), 0) as free,
    coalesce(sum(points) filter (where account_kind = 'HELD'), 0) as held,
    coalesce(sum(points) filter (where account_kind = 'BREAKAGE'), 0) as expired,
    coalesce(sum(points) filter (where account_kind = 'CAFE'), 0) as cafes
  from entry where lot_id = l.lot_id) e
