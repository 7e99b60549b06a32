-- No payment gives back more than it took, and what it has given back or sets aside is the sum of its refunds.
with sums as (
  select payment_id, coalesce(sum(amount) filter (where status = 'SETTLED'), 0) as settled,
    coalesce(sum(amount) filter (where status = 'PENDING'), 0) as pending,
    min(order_id::text) as first_order, max(order_id::text) as last_order, min(tender) as first_tender, max(tender) as last_tender
  from refund group by payment_id
)
select 'payment ' || p.payment_id as subject,
  nullif(concat_ws('; ',
    case when greatest(p.refunded + p.refunding, s.settled + s.pending) > p.captured
      then 'gives back ' || greatest(p.refunded + p.refunding, s.settled + s.pending) || ' of ' || p.captured end,
    case when p.refunded <> coalesce(s.settled, 0) then 'gave back ' || p.refunded || ', its refunds ' || coalesce(s.settled, 0) end,
    case when p.refunding <> coalesce(s.pending, 0)
      then 'sets aside ' || p.refunding || ', its refunds ' || coalesce(s.pending, 0) end,
    case when s.first_order <> p.order_id::text or s.last_order <> p.order_id::text then 'has refunds of another order' end,
    case when s.first_tender <> p.tender or s.last_tender <> p.tender then 'has refunds of another tender' end
  ), '') as problem
from payment p left join sums s using (payment_id)
