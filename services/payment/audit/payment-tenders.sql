-- What a payment took is its part of the order, the tip and the rounding; cash tendered less change is the same, in coins
-- that there are; and what has failed took nothing.
select 'payment ' || payment_id as subject,
  nullif(concat_ws('; ',
    case when status = 'CAPTURED' and captured <> amount + tip + rounding
      then 'took ' || captured || ' for ' || amount + tip + rounding end,
    case when tender = 'CASH' and tendered - change is distinct from captured
      then tendered || ' less ' || change || ' is not ' || captured end,
    case when tender = 'CASH' and (captured % smallest_coin <> 0 or abs(rounding) * 2 > smallest_coin)
      then 'is not in coins of ' || smallest_coin end,
    case when tender <> 'CASH' and rounding <> 0 then 'rounds what is no cash by ' || rounding end,
    case when (tender = 'POINTS' and status = 'CAPTURED' and points is null) or (tender <> 'POINTS' and points is not null)
      then 'says ' || coalesce(points::text, 'no') || ' points and is ' || tender end,
    case when status not in ('CAPTURED', 'FAILED', 'CANCELLED') and captured <> 0 then 'is ' || status || ' and took ' || captured end,
    case when status in ('FAILED', 'CANCELLED') and captured <> refunded + refunding
      then 'is ' || status || ' and keeps ' || captured - refunded - refunding end
  ), '') as problem
from payment
