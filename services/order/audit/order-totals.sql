-- Lines, discounts, service charge and tax of every order add up to its totals, to the cent, and no tax is further from its
-- rate than rounding can bring it.
with item as (
  select l.order_id, l.line_id, l.quantity, l.amount, l.discount, l.net, l.tax, l.total, l.list_price,
    l.comped_quantity,
    coalesce((l.detail ->> 'comp')::bigint, 0) as comp,
    coalesce((select sum((d ->> 'amount')::bigint) from jsonb_array_elements(l.detail -> 'discounts') d), 0) as own_discount,
    greatest(0, (l.detail ->> 'variantPrice')::bigint + coalesce((select sum((m ->> 'price')::bigint * (m ->> 'quantity')::bigint)
      from jsonb_array_elements(l.detail -> 'modifiers') m), 0)) as menu_price,
    (l.detail #>> '{override,unitPrice}')::bigint as unit_override,
    (l.detail #>> '{override,amount}')::bigint as amount_override,
    coalesce((l.detail #>> '{override,atQuantity}')::bigint, 1) as at_quantity,
    l.detail ? 'tax' as is_taxed,
    l.detail #>> '{tax,category}' as category,
    l.detail #>> '{tax,name}' as name,
    coalesce((l.detail #>> '{tax,included}')::boolean, false) as included,
    coalesce((l.detail ->> 'taxBps')::bigint, 0) as bps
  from order_line l
), line as (
  select i.*, case when included then 10000 + bps else 10000 end as divisor from item i
), lines as (
  select order_id, sum(amount) as amount, sum(discount) as discount, sum(total) as total,
    sum(case when included then total else net end) as charged,
    sum(discount - comp - own_discount) as order_discount,
    count(*) filter (where list_price <> menu_price) as strange_price,
    count(*) filter (where case
      when amount_override is not null then abs(amount * at_quantity - amount_override * quantity) * 2 > at_quantity
      else amount <> coalesce(unit_override, list_price) * quantity end) as strange_amount,
    count(*) filter (where discount < comp + own_discount or discount > amount or (comp > 0 and comped_quantity = 0)) as strange_discount,
    count(*) filter (where net + tax <> total or amount - discount <> case when included then total else net end) as strange_total,
    count(*) filter (where abs(tax * divisor - (amount - discount) * bps) >= divisor) as strange_tax
  from line group by order_id
), charge as (
  select o.order_id, (o.charge ->> 'net')::bigint as net, (o.charge ->> 'tax')::bigint as tax,
    (o.charge ->> 'total')::bigint as total, (o.charge ->> 'bps')::bigint as bps, t ->> 'category' as category,
    t ->> 'name' as name, coalesce((t ->> 'included')::boolean, false) as included, t is not null as is_taxed,
    case when o.kind = 'DINE_IN' then (t ->> 'bps')::bigint
      else coalesce((t ->> 'takenAwayBps')::bigint, (t ->> 'bps')::bigint) end as tax_bps
  from "order" o cross join lateral (select nullif(o.terms #> '{serviceCharge,tax}', 'null') as t) terms
  where o.charge is not null
), kind as (
  select order_id, concat_ws('|', category, name, bps, included::text) as kind, sum(net) as net, sum(tax) as tax
  from (
    select order_id, category, name, bps, included, net, tax from line where is_taxed
    union all
    select order_id, category, name, tax_bps, included, net, tax from charge where is_taxed
  ) taxed group by 1, 2
), computed as (
  select order_id, jsonb_object_agg(kind, jsonb_build_array(net, tax)) as kinds, sum(tax) as tax from kind group by order_id
), stored as (
  select o.order_id,
    jsonb_object_agg(concat_ws('|', k ->> 'category', k ->> 'name', k ->> 'bps', k ->> 'included'),
      jsonb_build_array((k ->> 'net')::bigint, (k ->> 'tax')::bigint)) as kinds,
    sum((k ->> 'tax')::bigint) filter (where (k ->> 'included')::boolean) as included,
    sum((k ->> 'tax')::bigint) filter (where not (k ->> 'included')::boolean) as added,
    count(*) filter (where o.terms ->> 'taxLevel' = 'ORDER' and abs(
      (k ->> 'tax')::bigint * case when (k ->> 'included')::boolean then 10000 + (k ->> 'bps')::bigint else 10000 end
      - ((k ->> 'net')::bigint + case when (k ->> 'included')::boolean then (k ->> 'tax')::bigint else 0 end) * (k ->> 'bps')::bigint
    ) >= case when (k ->> 'included')::boolean then 10000 + (k ->> 'bps')::bigint else 10000 end) as strange_tax
  from "order" o cross join lateral jsonb_array_elements(o.taxes) k group by o.order_id
)
select 'order ' || o.order_id as subject,
  nullif(concat_ws('; ',
    case when o.subtotal <> coalesce(l.amount, 0) then 'its lines make ' || coalesce(l.amount, 0) || ', its subtotal is ' || o.subtotal end,
    case when o.discount <> coalesce(l.discount, 0) then 'its lines are ' || coalesce(l.discount, 0) || ' cheaper, its discount is ' || o.discount end,
    case when o.total <> coalesce(l.total, 0) + coalesce(c.total, 0)
      then 'its lines and charge make ' || coalesce(l.total, 0) + coalesce(c.total, 0) || ', its total is ' || o.total end,
    case when o.service_charge <> coalesce(c.total, 0) or c.net + c.tax <> c.total then 'its service charge is not what it says' end,
    case when abs((case when c.included then c.total else c.net end) * 10000 - coalesce(l.charged, 0) * c.bps) > 5000
      then 'its service charge is not ' || c.bps || ' bps of its lines' end,
    case when coalesce(l.order_discount, 0) <> coalesce(
        (select sum((d ->> 'amount')::bigint) from jsonb_array_elements(o.discounts) d), 0)
      then 'its discounts are not what its lines bear of them' end,
    case when coalesce(t.kinds, '{}') <> coalesce(s.kinds, '{}') then 'its kinds of tax are not those of its lines' end,
    case when o.tax_included <> coalesce(s.included, 0) or o.tax_added <> coalesce(s.added, 0)
      then 'its kinds of tax do not make its tax' end,
    case when s.strange_tax > 0 then s.strange_tax || ' kinds of tax are not of their rate' end,
    case when l.strange_price > 0 then l.strange_price || ' lines are not of the price of their parts' end,
    case when l.strange_amount > 0 then l.strange_amount || ' lines are not their price times their quantity' end,
    case when l.strange_discount > 0 then l.strange_discount || ' lines are not cheaper by their discounts' end,
    case when l.strange_total > 0 then l.strange_total || ' lines are not amount less discount and tax' end,
    case when l.strange_tax > 0 and o.terms ->> 'taxLevel' = 'LINE' then l.strange_tax || ' lines are not taxed at their rate' end
  ), '') as problem
from "order" o
left join lines l using (order_id)
left join charge c using (order_id)
left join computed t using (order_id)
left join stored s using (order_id)
