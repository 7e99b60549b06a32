-- Of no line are more units given back than were sold, nor more money than the guest paid for it.
with given as (
  select r.order_id, l.line_id, sum(l.quantity) as quantity, max(l.sold) as sold, sum(l.amount) as amount, max(l.total) as total
  from refund r, jsonb_to_recordset(r.lines) as l (line_id text, quantity int, sold int, amount bigint, total bigint)
  where r.status <> 'FAILED' group by r.order_id, l.line_id
)
select 'line ' || line_id || ' of order ' || order_id as subject,
  nullif(concat_ws('; ',
    case when quantity > sold then quantity || ' units of ' || sold || ' are given back' end,
    case when amount > total then amount || ' of ' || total || ' are given back' end,
    case when quantity <= 0 or amount < 0 then 'is given back by a quantity or amount that is none' end
  ), '') as problem
from given
