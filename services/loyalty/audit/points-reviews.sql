-- An order that is held, or was refused, has earned nothing; and it stands as the list of reviews says.
select 'order ' || coalesce(e.order_id, r.order_id) as subject,
  nullif(concat_ws('; ',
    case when e.review is distinct from r.status
      then 'is ' || coalesce(e.review, 'not reviewed') || ', in the list ' || coalesce(r.status, 'not there') end,
    case when e.review in ('HELD', 'REFUSED') and e.set_id is not null then 'is ' || e.review || ' and has earned' end
  ), '') as problem
from (select * from earning where set_id is not null or review is not null) e
full join earning_review r on r.order_id = e.order_id
