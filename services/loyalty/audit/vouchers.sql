-- Every campaign has issued as many vouchers as there are of it, and no more than it may; nobody has more of it than one person
-- can have, unless two records of them became one. No voucher waits for its order longer than ten minutes.
select 'campaign ' || c.campaign_id as subject,
  nullif(concat_ws('; ',
    case when v.count <> c.issued then 'issued ' || c.issued || ', and there are ' || v.count end,
    case when v.count > c.in_all then 'has ' || v.count || ' vouchers, not at most ' || c.in_all end,
    case when p.most > (c.terms ->> 'perPerson')::integer
      then 'somebody has ' || p.most || ' vouchers, not at most ' || (c.terms ->> 'perPerson') end,
    case when v.stuck > 0 then v.stuck || ' vouchers are half-way to or from their order' end
  ), '') as problem
from campaign c
cross join lateral (
  select count(*) as count,
    count(*) filter (where step in ('PUTTING', 'TAKING') and check_time < now() - interval '10 minutes') as stuck
  from voucher where campaign_id = c.campaign_id) v
left join lateral (
  select max(n) as most from (
    select count(*) as n from voucher o where o.campaign_id = c.campaign_id
      and not exists (select from member m where m.merged_into_id = o.customer_id and m.network_id = c.network_id)
    group by o.customer_id) each) p on true
