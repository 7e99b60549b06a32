-- Bills: what an organisation is to pay another one, beside all orders. Their accounts, payments and refunds stand with those of
-- orders, so that there is one way of taking money from a card. `order_id` is the bill then, `organisation_id` who pays, and
-- there is no café: that is what tells a bill from an order, and what hides it from everybody who asks for a café's money.
alter table payable alter column cafe_id drop not null;
alter table payment alter column cafe_id drop not null;
alter table refund alter column cafe_id drop not null;
