-- What an order has earned is what its sets posted, on one lot, under one version of the rules, for one payment; and nothing is
-- posted for an order that is not known.
select 'order ' || coalesce(e.order_id, s.order_id) as subject,
  nullif(concat_ws('; ',
    case when e.order_id is null then 'has points and is not known' end,
    case when e.posted <> coalesce(s.points, 0) then 'earned ' || coalesce(s.points, 0) || ', not ' || e.posted end,
    case when s.lots > 1 then 'has ' || s.lots || ' lots' end,
    case when s.payments > 1 then 'was earned with ' || s.payments || ' payments' end,
    case when s.rules > 1 then 'was earned under ' || s.rules || ' versions of the rules' end,
    case when e.set_id is not null and s.first <> e.set_id then 'was first earned with ' || s.first end
  ), '') as problem
from (select * from earning where set_id is not null) e
full join (
  select s.order_id, sum(case t.from_kind when 'CAFE' then t.points else -t.points end)::bigint as points,
    count(distinct t.lot_id) as lots, count(distinct s.payment_id) as payments, count(distinct s.rule_version) as rules,
    (array_agg(s.set_id order by s.set_id))[1] as first
  from entry_set s join transfer t on t.set_id = s.set_id
  where s.kind in ('EARN', 'REVERSE') and s.hold_id is null and s.order_id is not null
  group by s.order_id) s on s.order_id = e.order_id
