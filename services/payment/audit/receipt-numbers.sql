-- Every payment that took money has a receipt numbered after its order, and no two receipts of a café have the same number
-- on a business day.
select 'payment ' || payment_id as subject,
  nullif(concat_ws('; ',
    case when receipt_number is null then 'has no receipt' end,
    case when receipt_number is not null and receipt_number <> order_number
        and not receipt_number ~ ('^' || order_number || '-[1-9][0-9]*$')
      then 'has the receipt ' || receipt_number || ' for the order ' || order_number end,
    case when count(*) over (partition by cafe_id, business_day, receipt_number) > 1
      then receipt_number || ' is the receipt of others on ' || business_day end
  ), '') as problem
from payment where status = 'CAPTURED'
