-- What a transfer of money says was paid is the sum of what was received for it, what it holds for cards is what their payments
-- hold, and a month is paid exactly when all of its transfers are.
select 'transfer ' || t.transfer_id as subject,
  nullif(concat_ws('; ',
    case when t.paid <> coalesce(r.minor, 0) then 'is paid ' || t.paid || ', its payments ' || coalesce(r.minor, 0) end,
    case when t.held <> coalesce(h.minor, 0) then 'holds ' || t.held || ', its card payments ' || coalesce(h.minor, 0) end,
    case when p.status = 'PAID' and t.paid < t.minor then 'is open in a month that is paid' end,
    case when p.status = 'LOCKED' and t.paid > 0 then 'is paid before its invoice' end
  ), '') as problem
from money_transfer t join period p using (period_id)
left join (select transfer_id, sum(minor) as minor from transfer_payment group by 1) r using (transfer_id)
left join (select transfer_id, sum(minor) as minor from transfer_hold where status = 'HELD' group by 1) h using (transfer_id)
union all
select 'month ' || to_char(p.month, 'YYYY-MM') || ' of network ' || p.network_id,
  case when p.status = 'INVOICED'
    and not exists (select from money_transfer t where t.period_id = p.period_id and t.paid < t.minor)
    then 'is not paid, and nothing is open' end
from period p
