-- No two orders of a café have the same number on a business day, and every number was taken from a block of its series.
select 'order ' || o.order_id as subject,
  nullif(concat_ws('; ',
    case when count(*) over (partition by o.cafe_id, o.business_day, o.number) > 1
      then o.number || ' is the number of others on ' || o.business_day end,
    case when b.next is null or substring(o.number from '\d+$')::bigint >= b.next
      then o.number || ' was never given out on ' || o.business_day end
  ), '') as problem
from "order" o
left join number_block b on b.cafe_id = o.cafe_id and b.business_day = o.business_day
  and b.series = substring(o.number from '^[A-Z]+')
