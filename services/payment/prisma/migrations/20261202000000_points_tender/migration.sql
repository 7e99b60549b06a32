-- Points of a member pay beside cash and cards. Their hold at the loyalty service has the id of the payment.
alter table payment
  add column points bigint check (points > 0),
  drop constraint payment_tender_check,
  add constraint payment_tender_check check (tender in ('CASH', 'CARD', 'POINTS'));
alter table refund
  drop constraint refund_tender_check,
  add constraint refund_tender_check check (tender in ('CASH', 'CARD', 'POINTS'));
-- Of what was paid and given back: what was points.
alter table payable
  add column points_paid bigint not null default 0,
  add column points_refunded bigint not null default 0,
  drop constraint payable_amounts,
  add constraint payable_amounts check (
    least(order_total, held, authorized, paid, tip, received, refunded, points_refunded) >= 0
    and authorized <= held and refunded <= received and points_paid between points_refunded and paid);
