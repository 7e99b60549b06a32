-- Where things are made. Every café has exactly one default station, made with its first ticket.
create table station (
  station_id uuid primary key,
  cafe_id uuid not null,
  organisation_id uuid not null,
  name text not null,
  is_default boolean not null,
  position integer not null,
  category_ids uuid[] not null,
  version bigint not null default 1
);
create index station_cafe on station (cafe_id, position, station_id);
create unique index station_default on station (cafe_id) where is_default;

-- What the kitchen knows of an order. Whoever changes a ticket holds its order's row.
create table kitchen_order (
  order_id uuid primary key,
  cafe_id uuid not null,
  organisation_id uuid not null,
  order_version bigint not null,
  lines_version bigint not null,
  status text not null,
  number text not null,
  kind text not null,
  table_name text not null,
  fired_course integer not null,
  progress_version bigint not null
);

-- What one station has to make for one order; lines is a list of the columns of the view ticket_line and of what undoing
-- a bump needs.
create table ticket (
  ticket_id uuid primary key,
  cafe_id uuid not null,
  organisation_id uuid not null,
  station_id uuid not null,
  order_id uuid not null,
  order_number text not null,
  order_kind text not null,
  table_name text not null,
  status text not null check (status in ('HELD', 'OPEN', 'BUMPED', 'CANCELLED', 'CLOSED')),
  recalled boolean not null,
  undo_recalled boolean,
  lines jsonb not null,
  fire_time timestamptz,
  start_time timestamptz,
  bump_time timestamptz,
  update_time timestamptz not null,
  version bigint not null
);
create unique index ticket_order on ticket (order_id, station_id);
create index ticket_active on ticket (cafe_id, station_id) where status in ('HELD', 'OPEN', 'CANCELLED');
create index ticket_recent on ticket (cafe_id, update_time desc, ticket_id);

-- For reading and audit: one row a line.
create view ticket_line with (security_invoker = true) as
  select t.cafe_id, t.organisation_id, t.order_id, t.ticket_id, t.station_id, t.status as ticket_status, l.*
  from ticket t
  cross join lateral jsonb_to_recordset(t.lines) as l (
    line_id uuid, product_id uuid, category_id uuid, course integer, ordered_quantity integer,
    fired_quantity integer, cancelled_quantity integer, made_quantity integer
  );

-- How long tickets took from firing to bump, one row a bump.
create table prep_time (
  ticket_id uuid not null,
  fire_time timestamptz not null,
  cafe_id uuid not null,
  organisation_id uuid not null,
  station_id uuid not null,
  category_ids uuid[] not null,
  bump_time timestamptz not null,
  seconds integer not null,
  primary key (ticket_id, fire_time)
);
create index prep_time_cafe on prep_time (cafe_id, bump_time);
create index prep_time_age on prep_time (bump_time);

call protect('station');
call protect('kitchen_order');
call protect('ticket');
call protect('prep_time');
