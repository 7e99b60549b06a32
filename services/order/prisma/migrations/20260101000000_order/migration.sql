-- An order with its sums. What the café lays down (terms), discounts, charge and taxes are copied onto it as JSON: no
-- later setting changes an old order. Amounts are minor units of `currency`.
create table "order" (
  order_id uuid primary key,
  cafe_id uuid not null,
  organisation_id uuid not null,
  customer_id uuid,
  version bigint not null,
  lines_version bigint not null,
  number text not null,
  business_day date not null,
  status text not null
    check (status in ('CREATED', 'PENDING', 'PREPARING', 'READY', 'COMPLETED', 'CANCELLED')),
  is_open boolean not null generated always as (status not in ('COMPLETED', 'CANCELLED')) stored,
  payment_status text not null
    check (payment_status in ('UNPAID', 'PARTIALLY_PAID', 'AUTHORIZED', 'PAID', 'PARTIALLY_REFUNDED', 'REFUNDED')),
  kind text not null check (kind in ('DINE_IN', 'TAKEAWAY', 'PICKUP')),
  channel text not null check (channel in ('COUNTER', 'ONLINE')),
  fire text not null check (fire in ('NOW', 'WHEN_PAID', 'LATER')),
  customer_name text not null,
  table_name text not null,
  note text not null,
  placed_by_id text not null,
  currency text not null,
  terms jsonb not null,
  discounts jsonb not null,
  charge jsonb,
  taxes jsonb not null,
  subtotal bigint not null,
  discount bigint not null,
  service_charge bigint not null,
  tax_included bigint not null,
  tax_added bigint not null,
  total bigint not null check (total >= 0),
  paid bigint not null default 0,
  authorized bigint not null default 0,
  refunded bigint not null default 0 check (refunded between 0 and paid),
  standing_version bigint not null default 0,
  kitchen_version bigint not null default 0,
  taken_time timestamptz not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  fire_time timestamptz,
  ready_time timestamptz,
  complete_time timestamptz,
  cancel_time timestamptz,
  expire_time timestamptz,
  cancel_reason jsonb,
  -- Payments under way: their ids, each with the end of its lease in epoch milliseconds; held_until is the last of these.
  holds jsonb not null default '{}',
  held_until timestamptz
) with (fillfactor = 75);
create unique index order_number on "order" (cafe_id, business_day, number);
create index order_cafe on "order" (cafe_id, taken_time desc, order_id desc);
create index order_open on "order" (cafe_id, taken_time desc, order_id desc) where is_open;
create index order_customer on "order" (customer_id, taken_time desc, order_id desc) where customer_id is not null;
create index order_expiry on "order" (expire_time) where expire_time is not null;

-- A position of an order. It is written in the same statement as its order, which is never deleted.
create table order_line (
  order_id uuid not null,
  line_id uuid not null,
  position integer not null,
  cafe_id uuid not null,
  organisation_id uuid not null,
  customer_id uuid,
  product_id uuid not null,
  variant_id uuid not null,
  category_id uuid not null,
  quantity integer not null,
  comped_quantity integer not null,
  voided_quantity integer not null,
  needs_preparation boolean not null,
  menu_version bigint not null,
  list_price bigint not null,
  amount bigint not null,
  discount bigint not null,
  net bigint not null,
  tax bigint not null,
  total bigint not null,
  -- Names, modifiers, discounts, override, tax rule, note and reasons as they were copied or given.
  detail jsonb not null,
  primary key (order_id, line_id),
  check (comped_quantity between 0 and quantity and voided_quantity >= 0),
  check (net + tax = total and discount between 0 and amount)
) with (fillfactor = 75);

-- Next number of each series on a business day; hosts take blocks of them, so no sale waits for this row.
create table number_block (
  cafe_id uuid not null,
  business_day date not null,
  series text not null,
  organisation_id uuid not null,
  next integer not null,
  primary key (cafe_id, business_day, series)
);

call protect('"order"');
call protect('order_line');
call protect('number_block');
