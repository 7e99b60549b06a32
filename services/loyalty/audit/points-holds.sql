-- No hold outlives its lease by more than a minute. What a hold locks is what its set moved; what is held of all lots of a
-- member is what their open holds lock; a posted hold has spent its points, and gave back no more than its reversals say.
select 'hold ' || h.hold_id as subject,
  nullif(concat_ws('; ',
    case when h.status = 'HELD' and h.expire_time < now() - interval '1 minute' then 'has outlived its lease' end,
    case when l.points is distinct from h.points then 'locks ' || coalesce(l.points, 0) || ', not ' || h.points end,
    case when h.status <> 'HELD' and e.points is distinct from h.points
      then 'ended with ' || coalesce(e.points, 0) || ', not ' || h.points end,
    case when coalesce(b.points, 0) <> h.given_back then 'gave back ' || coalesce(b.points, 0) || ', not ' || h.given_back end
  ), '') as problem
from hold h
left join lateral (select sum(points) as points from transfer where set_id = h.hold_set_id and to_kind = 'HELD') l on true
left join lateral (
  select sum(points) as points from transfer where set_id = h.end_set_id and from_kind = 'HELD'
    and to_kind = case h.status when 'POSTED' then 'CAFE' else 'CUSTOMER' end) e on true
left join lateral (
  select sum(t.points) as points from entry_set s join transfer t on t.set_id = s.set_id
  where s.reverses_set_id = h.end_set_id and s.kind = 'REVERSE') b on true
