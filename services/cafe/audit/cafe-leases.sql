-- No café is busy for longer than was said, and no organisation waits for its owner longer than a minute.
select 'café ' || cafe_id as subject,
  case when busy_end_time < now() - current_setting('sippy.grace')::interval
    then 'is busy, which should have ended at ' || to_char(busy_end_time, 'YYYY-MM-DD HH24:MI:SS') end as problem
from cafe where busy_is_on and busy_end_time is not null
union all
select 'organisation ' || organisation_id,
  case when create_time < now() - interval '1 minute' - current_setting('sippy.grace')::interval then 'has no owner' end
from organisation where owned_time is null
