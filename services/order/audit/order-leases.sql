-- No order waits for its payment longer than it may.
select 'order ' || order_id as subject,
  case when expire_time < now() - current_setting('sippy.grace')::interval
    then 'should have expired at ' || to_char(expire_time, 'YYYY-MM-DD HH24:MI:SS') end as problem
from "order" where expire_time is not null
