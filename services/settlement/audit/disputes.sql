-- What was granted in a dispute is owed by its other side to who opened it, once and in a later month, and nothing was granted
-- otherwise; everything said is there. A payer need not pay exactly what they dispute, as far as that much is open.
select 'dispute ' || d.dispute_id as subject,
  nullif(concat_ws('; ',
    case when coalesce(d.granted, 0) <> coalesce(a.minor, 0)
      then 'granted ' || coalesce(d.granted, 0) || ', and ' || coalesce(a.minor, 0) || ' is owed for it' end,
    case when a.debtor_organisation_id <> d.counterpart_organisation_id or a.creditor_organisation_id <> d.opener_organisation_id
      then 'is settled between others' end,
    case when a.month <= d.month then 'is settled in the month that it is about' end,
    case when d.messages <> m.said then 'has ' || d.messages || ' messages, and ' || m.said || ' are there' end
  ), '') as problem
from dispute d left join adjustment a using (dispute_id)
cross join lateral (select count(*) as said from dispute_message m where m.dispute_id = d.dispute_id) m
union all
select 'what ' || debtor_organisation_id || ' owes for ' || period_id,
  case when frozen <> least(open, disputed) then 'is frozen to ' || frozen || ', and ' || least(open, disputed) || ' is disputed' end
from (
  select t.period_id, t.debtor_organisation_id, sum(t.frozen) as frozen, sum(t.minor - t.paid) as open,
    coalesce((select sum(d.minor) from dispute d where d.period_id = t.period_id and d.status = 'OPEN' and d.freezes
      and d.opener_organisation_id = t.debtor_organisation_id), 0) as disputed
  from money_transfer t group by 1, 2
) payer
