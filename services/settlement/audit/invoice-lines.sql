-- Every line of an invoice is what its entries of the ledger come to: as many points, and the amount that the month was locked
-- with; a fee is what its owner was charged, an adjustment what was granted. The lines add up to the total, which is what the owner pays or receives, and an
-- issuer's numbers have no gap.
with entries as (
  select l.line_id, coalesce(sum(case when l.kind = 'BREAKAGE' then t.points else t.claim_points end), 0) as points
  from invoice_line l join invoice i using (invoice_id)
  left join posting_transfer t on t.network_id = i.network_id and t.month = i.month and t.issuer_cafe_id = l.issuer_cafe_id
    and t.issuer_organisation_id = l.issuer_organisation_id and t.value_version = l.value_version
    and case when l.kind = 'BREAKAGE' then t.to_kind = 'BREAKAGE'
      else t.claim_cafe_id = l.cafe_id and t.claim_organisation_id = case l.kind when 'DUE' then i.recipient_organisation_id
        else l.counterpart_organisation_id end end
  where l.points is not null group by l.line_id
), lines as (
  select l.invoice_id, sum(l.minor) as total,
    string_agg(case
      when e.points <> l.points then 'line ' || l.number || ' has ' || l.points || ' points, its entries ' || e.points
      when l.minor is distinct from (case l.kind
        when 'OWED' then c.minor when 'DUE' then -c.minor
        when 'BREAKAGE' then case when l.counterpart_organisation_id = i.issuer_organisation_id then x.minor else -x.minor end
        when 'FEE' then case when l.counterpart_organisation_id = i.issuer_organisation_id then -o.fee else q.fee end
        when 'ADJUSTMENT' then case when a.month = i.month then case when a.debtor_organisation_id = i.recipient_organisation_id
          then a.minor else -a.minor end end end)
        then 'line ' || l.number || ' amounts to ' || l.minor || ', which is not what was locked'
      end, '; ' order by l.number) as wrong
  from invoice_line l join invoice i using (invoice_id) left join entries e using (line_id)
  left join period_claim c on c.period_id = i.period_id and c.issuer_cafe_id = l.issuer_cafe_id and c.cafe_id = l.cafe_id
    and c.value_version = l.value_version and c.issuer_organisation_id = l.issuer_organisation_id
    and c.organisation_id = case l.kind when 'DUE' then i.recipient_organisation_id else l.counterpart_organisation_id end
  left join period_expired x on l.kind = 'BREAKAGE' and x.period_id = i.period_id and x.cafe_id = l.issuer_cafe_id
    and x.value_version = l.value_version and x.organisation_id = l.issuer_organisation_id
  left join adjustment a on a.adjustment_id = l.adjustment_id
  left join period_owner o on o.period_id = i.period_id and o.organisation_id = i.recipient_organisation_id
  left join period_owner q on q.period_id = i.period_id and q.organisation_id = l.counterpart_organisation_id
  group by l.invoice_id
), numbered as (
  select invoice_id, number - row_number() over (partition by issuer_organisation_id order by number) as gap from invoice
)
select 'invoice ' || i.number || ' of ' || i.issuer_organisation_id as subject,
  nullif(concat_ws('; ',
    l.wrong,
    case when i.total <> coalesce(l.total, 0) then 'totals ' || i.total || ', its lines ' || coalesce(l.total, 0) end,
    case when i.total <> -o.total then 'totals ' || i.total || ', its owner ' || -o.total end,
    case when n.gap <> 0 then 'follows ' || n.gap || ' numbers that are missing' end
  ), '') as problem
from invoice i join numbered n using (invoice_id) left join lines l using (invoice_id)
left join period_owner o on o.period_id = i.period_id and o.organisation_id = i.recipient_organisation_id
