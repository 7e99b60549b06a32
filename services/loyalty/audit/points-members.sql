-- The entry sets of a member have the versions from 1 on, the last of which the member has; and the member first earned with the
-- order of the first earning, or of one who was merged into them. Who was merged has nothing left.
select 'member ' || m.member_id as subject,
  nullif(concat_ws('; ',
    case when m.version <> coalesce(s.last, 0) then 'is at version ' || m.version || ', the ledger at ' || coalesce(s.last, 0) end,
    case when s.sets <> s.last then 'has ' || s.sets || ' sets up to version ' || s.last end,
    case when s.first_order is distinct from m.first_order_id and not exists (
      select from member o where o.merged_into_id = m.customer_id and o.network_id = m.network_id and o.first_order_id = m.first_order_id) then 'first earned with ' || coalesce(s.first_order::text, 'nothing') end,
    case when m.merged_into_id is not null and exists (
      select from lot l where l.customer_id = m.customer_id and l.network_id = m.network_id) then 'was merged and has lots' end
  ), '') as problem
from member m cross join lateral (
  select max(member_version) as last, count(*) as sets,
    (array_agg(order_id order by member_version) filter (where kind = 'EARN'))[1] as first_order
  from entry_set s where s.customer_id = m.customer_id and s.network_id = m.network_id) s
