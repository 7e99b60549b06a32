-- What a month was locked with is what its postings come to, and no posting is beside its month; what cafés claim is what their
-- owners owe and are owed, and over all owners each sum is zero; the transfers of money settle every owner's total.
with sums as (
  select p.period_id, t.issuer_cafe_id, t.claim_cafe_id, t.issuer_organisation_id, t.claim_organisation_id, t.value_version,
    sum(t.claim_points) as points
  from period p join posting_transfer t on t.network_id = p.network_id and t.month = p.month
  where t.claim_cafe_id is not null group by 1, 2, 3, 4, 5, 6
), claims as (
  select coalesce(s.period_id, c.period_id) as period_id, count(*) as wrong
  from sums s full join period_claim c on c.period_id = s.period_id and c.issuer_cafe_id = s.issuer_cafe_id
    and c.cafe_id = s.claim_cafe_id and c.issuer_organisation_id = s.issuer_organisation_id
    and c.organisation_id = s.claim_organisation_id and c.value_version = s.value_version
  where s.points is distinct from c.points group by 1
), owed as (
  select period_id, organisation_id, sum(minor) filter (where not is_creditor) as owes,
    sum(minor) filter (where is_creditor) as is_owed
  from (
    select period_id, issuer_organisation_id as organisation_id, false as is_creditor, minor from period_claim
      where issuer_organisation_id <> organisation_id
    union all
    select period_id, organisation_id, true, minor from period_claim where issuer_organisation_id <> organisation_id
  ) side group by 1, 2
), moved as (
  select period_id, organisation_id, sum(minor) as minor from (
    select period_id, creditor_organisation_id as organisation_id, minor from money_transfer
    union all select period_id, debtor_organisation_id, -minor from money_transfer
  ) side group by 1, 2
), adjusted as (
  select p.period_id, s.organisation_id, sum(s.minor) as minor from period p join (
    select network_id, month, creditor_organisation_id as organisation_id, minor from adjustment
    union all select network_id, month, debtor_organisation_id, -minor from adjustment
  ) s using (network_id, month) group by 1, 2
), owners as (
  select o.period_id, sum(o.net) as net, sum(o.fee) as fee, sum(o.breakage) as breakage, sum(o.adjusted) as adjusted,
    count(*) filter (where o.adjusted <> coalesce(a.minor, 0)) as unlike_adjustments,
    count(*) filter (where o.owes <> coalesce(d.owes, 0) or o.is_owed <> coalesce(d.is_owed, 0)) as unlike_claims,
    count(*) filter (where o.total <> coalesce(m.minor, 0)) as not_settled
  from period_owner o left join owed d using (period_id, organisation_id) left join moved m using (period_id, organisation_id)
  left join adjusted a using (period_id, organisation_id)
  group by 1
)
select 'month ' || to_char(p.month, 'YYYY-MM') || ' of network ' || p.network_id as subject,
  nullif(concat_ws('; ',
    case when c.wrong > 0 then 'has ' || c.wrong || ' claims that are not those of its postings' end,
    case when o.net <> 0 then 'has nets that sum to ' || o.net end,
    case when o.fee <> 0 or o.breakage <> 0 or o.adjusted <> 0 then 'has charges that do not sum to zero' end,
    case when o.unlike_claims > 0 then 'has ' || o.unlike_claims || ' owners who owe other than their cafés' end,
    case when o.unlike_adjustments > 0 then 'has ' || o.unlike_adjustments || ' owners adjusted by other than was granted' end,
    case when o.not_settled > 0 then 'leaves ' || o.not_settled || ' owners unsettled' end,
    case when n.open_from <= p.month then 'is locked and still open' end
  ), '') as problem
from period p join network n using (network_id) left join claims c using (period_id) left join owners o using (period_id)
