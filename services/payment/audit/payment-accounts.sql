-- How an order stands is the sum of its payments: what they hold, have authorised, taken and given back, and their number.
with sums as (
  select order_id, count(*) filter (where status = 'CAPTURED') as captures,
    coalesce(sum(amount) filter (where status not in ('CAPTURED', 'FAILED', 'CANCELLED')), 0) as held,
    coalesce(sum(amount) filter (where status not in ('CAPTURED', 'FAILED', 'CANCELLED') and is_authorized), 0) as authorized,
    coalesce(sum(amount) filter (where status = 'CAPTURED'), 0) as paid,
    coalesce(sum(tip) filter (where status = 'CAPTURED'), 0) as tip,
    coalesce(sum(captured) filter (where status = 'CAPTURED'), 0) as received,
    coalesce(sum(refunded) filter (where status = 'CAPTURED'), 0) as refunded,
    coalesce(sum(amount) filter (where status = 'CAPTURED' and tender = 'POINTS'), 0) as points_paid,
    coalesce(sum(refunded) filter (where status = 'CAPTURED' and tender = 'POINTS'), 0) as points_refunded
  from payment group by order_id
)
select 'order ' || order_id as subject,
  case when a.order_id is null then 'has payments and no account' else nullif(concat_ws('; ',
    case when a.held <> coalesce(s.held, 0) then 'its account holds ' || a.held || ', its payments ' || coalesce(s.held, 0) end,
    case when a.authorized <> coalesce(s.authorized, 0)
      then a.authorized || ' are authorised, by its payments ' || coalesce(s.authorized, 0) end,
    case when a.paid <> coalesce(s.paid, 0) then a.paid || ' are paid, by its payments ' || coalesce(s.paid, 0) end,
    case when a.tip <> coalesce(s.tip, 0) then a.tip || ' are tips, by its payments ' || coalesce(s.tip, 0) end,
    case when a.received <> coalesce(s.received, 0) then a.received || ' were taken, by its payments ' || coalesce(s.received, 0) end,
    case when a.refunded <> coalesce(s.refunded, 0)
      then a.refunded || ' were given back, by its payments ' || coalesce(s.refunded, 0) end,
    case when a.points_paid <> coalesce(s.points_paid, 0) or a.points_refunded <> coalesce(s.points_refunded, 0)
      then a.points_paid || ' were paid with points and ' || a.points_refunded || ' given back, by its payments '
        || coalesce(s.points_paid, 0) || ' and ' || coalesce(s.points_refunded, 0) end,
    case when a.captures <> coalesce(s.captures, 0)
      then a.captures || ' payments took money, there are ' || coalesce(s.captures, 0) end,
    case when a.held + a.paid > a.order_total then 'more is held and paid than its total of ' || a.order_total end
  ), '') end as problem
from payable a full join sums s using (order_id)
