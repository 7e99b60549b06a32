-- How an order stands with all of its payments. Every change to a payment or refund of an order goes through its row here
-- (version + 1), so changes to one order's money happen one after the other, and different orders never wait for each other.
create table payable (
  order_id uuid primary key,
  organisation_id uuid not null,
  cafe_id uuid not null,
  customer_id uuid,
  version bigint not null,
  currency_code text not null,
  -- The newest version of the order that a payment has seen, and its total.
  order_version bigint not null,
  order_total bigint not null check (order_total >= 0),
  -- Parts of the total: held by payments in flight, authorised (also held), taken.
  held bigint not null check (held >= 0),
  authorized bigint not null check (authorized between 0 and held),
  paid bigint not null check (paid >= 0),
  tip bigint not null check (tip >= 0),
  -- Money taken in all, and given back.
  received bigint not null check (received >= 0),
  refunded bigint not null check (refunded between 0 and received),
  -- Payments that took money: the next one's receipt is numbered after it.
  captures integer not null,
  -- Set when the order was cancelled: it takes no more money, and gives back what it has.
  closed_time timestamptz,
  create_time timestamptz not null,
  update_time timestamptz not null
);

create table payment (
  payment_id uuid primary key,
  order_id uuid not null,
  organisation_id uuid not null,
  cafe_id uuid not null,
  customer_id uuid,
  version bigint not null,
  status text not null check (status in
    ('PENDING', 'REQUIRES_ACTION', 'UNKNOWN', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED')),
  tender text not null check (tender in ('CASH', 'CARD')),
  currency_code text not null,
  -- Part of the order's total, tip on top, and what cash rounding adds.
  amount bigint not null check (amount > 0),
  tip bigint not null check (tip >= 0),
  rounding bigint not null,
  -- Money that was really taken, given back, and on its way back.
  captured bigint not null check (captured >= 0),
  refunded bigint not null check (refunded >= 0),
  refunding bigint not null check (refunding >= 0),
  -- Cash: handed over, given in change, smallest coin.
  tendered bigint check (tendered >= 0),
  change bigint check (change >= 0),
  smallest_coin bigint not null check (smallest_coin >= 1),
  order_version bigint not null,
  order_number text not null,
  business_day text not null,
  receipt_number text,
  receipt_copies integer not null default 0,
  -- What was sold, as the receipt shows it.
  sale json not null,
  payment_time timestamptz not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  -- What makes a repeated request this payment again, for ever.
  request_key uuid not null,
  request_hash bytea not null,
  failure_code text,
  failure_decline_code text,
  failure_message text,
  -- Card only.
  capture_mode text check (capture_mode in ('AUTOMATIC', 'MANUAL')),
  stripe_id text,
  client_secret text,
  next_action_type text,
  next_action_url text,
  brand text,
  last4 text,
  payment_method_id text,
  return_url text,
  -- Money is, or may be, reserved on the card.
  is_authorized boolean not null,
  -- Sippy itself asks Stripe to charge the card; otherwise the customer's device does.
  confirms boolean not null,
  -- What has been begun at Stripe and has no known end yet, since when, how often there was such a step, and its amount.
  step text check (step in ('CREATE', 'CONFIRM', 'CAPTURE', 'CANCEL')),
  step_time timestamptz,
  step_number integer not null,
  step_amount bigint,
  -- When to look after it next, and how often that has led nowhere.
  check_time timestamptz,
  attempts integer not null,
  constraint payment_taken check (refunded + refunding <= captured),
  constraint payment_cash check (tender <> 'CASH' or (status = 'CAPTURED' and tendered is not null and change is not null))
);
create unique index payment_request on payment (request_key);
create unique index payment_receipt on payment (cafe_id, business_day, receipt_number) where receipt_number is not null;
create unique index payment_stripe on payment (stripe_id) where stripe_id is not null;
create index payment_order on payment (order_id);
create index payment_cafe on payment (cafe_id, payment_time desc, payment_id desc);
create index payment_check on payment (check_time) where check_time is not null;

create table refund (
  refund_id uuid primary key,
  payment_id uuid not null references payment,
  order_id uuid not null,
  organisation_id uuid not null,
  cafe_id uuid not null,
  customer_id uuid,
  version bigint not null,
  status text not null check (status in ('PENDING', 'SETTLED', 'FAILED')),
  tender text not null check (tender in ('CASH', 'CARD')),
  currency_code text not null,
  amount bigint not null check (amount > 0),
  reason text not null,
  is_automatic boolean not null,
  actor_kind text not null,
  actor_id text not null,
  request_key uuid not null,
  request_hash bytea not null,
  stripe_id text,
  failure_code text,
  check_time timestamptz,
  attempts integer not null,
  create_time timestamptz not null,
  settle_time timestamptz,
  update_time timestamptz not null
);
create unique index refund_request on refund (request_key);
create index refund_payment on refund (payment_id);
create index refund_cafe on refund (cafe_id, create_time desc, refund_id desc);
create index refund_check on refund (check_time) where check_time is not null;

call protect('payable');
call protect('payment');
call protect('refund');
