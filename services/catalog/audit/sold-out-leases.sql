-- Nothing is off sale for longer than was said.
select lower(subject_kind) || ' ' || subject_id || ' at café ' || cafe_id as subject,
  case when return_time < now() - current_setting('sippy.grace')::interval
    then 'should be back since ' || to_char(return_time, 'YYYY-MM-DD HH24:MI:SS') end as problem
from sold_out where return_time is not null
