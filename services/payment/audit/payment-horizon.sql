-- No payment or refund is under way for longer than its resolver takes, and each that is under way is looked after: a charge
-- is withdrawn after a minute and a payment given up after a quarter of an hour, either with at most ten minutes between two
-- tries, and none is left aside for a minute past its time.
with waiting as (
  select 'payment ' || payment_id as subject, check_time,
    nullif(concat_ws('; ',
      case when status = 'UNKNOWN' and coalesce(step_time, create_time) < now() - interval '15 minutes' - current_setting('sippy.grace')::interval
        then 'is UNKNOWN since ' || to_char(coalesce(step_time, create_time), 'YYYY-MM-DD HH24:MI:SS') end,
      case when status in ('PENDING', 'REQUIRES_ACTION') and create_time < now() - interval '30 minutes' - current_setting('sippy.grace')::interval
        then 'is ' || status || ' since ' || to_char(create_time, 'YYYY-MM-DD HH24:MI:SS') end,
      case when step_time < now() - interval '30 minutes' - current_setting('sippy.grace')::interval
        then 'has begun to ' || step || ' at ' || to_char(step_time, 'YYYY-MM-DD HH24:MI:SS') end
    ), '') as problem
  from payment where status not in ('CAPTURED', 'FAILED', 'CANCELLED') or step is not null or check_time is not null
  union all
  select 'refund ' || refund_id, check_time, null from refund where status = 'PENDING'
)
select subject,
  nullif(concat_ws('; ', problem,
    case when check_time is null then 'is under way and nobody looks after it' end,
    case when check_time < now() - interval '1 minute' - current_setting('sippy.grace')::interval
      then 'was to be looked after at ' || to_char(check_time, 'YYYY-MM-DD HH24:MI:SS') end
  ), '') as problem
from waiting
