-- A network as the settlement service tells of it. Only the newest version is kept.
create table network (
  network_id uuid primary key,
  -- The organisation that administers it.
  organisation_id uuid not null,
  version bigint not null,
  currency_code text not null,
  time_zone text not null
);

-- One stay of a café in a network; days are in the network's zone, leave_day the first on which it is no longer part of it.
create table network_cafe (
  network_id uuid not null references network,
  cafe_id uuid not null,
  organisation_id uuid not null,
  time_zone text not null,
  join_day date not null,
  leave_day date,
  primary key (network_id, cafe_id, join_day)
);
create index network_cafe_cafe on network_cafe (cafe_id, join_day);

-- What 1,000 points are worth, from when. The settlement service adds versions and never changes one.
create table point_value (
  network_id uuid not null references network,
  version integer not null,
  organisation_id uuid not null,
  minor_per_thousand bigint not null check (minor_per_thousand > 0),
  start_time timestamptz not null,
  primary key (network_id, version)
);

-- The rules of a network's programme; versions are added, never changed.
create table programme (
  network_id uuid not null references network,
  version integer not null,
  organisation_id uuid not null,
  start_time timestamptz not null,
  rules jsonb not null,
  actor_kind text not null,
  actor_id text not null,
  create_time timestamptz not null,
  primary key (network_id, version)
);

-- Who has had points in a network. Its row is locked by every posting about that member, and by nothing else: members never
-- wait for each other, and nothing of a café is ever locked.
create table member (
  member_id uuid primary key,
  network_id uuid not null,
  customer_id uuid not null,
  -- Grows with every entry set.
  version bigint not null,
  -- The first order with which the member earned: rules may ask for the first visit.
  first_order_id uuid
);
create unique index member_customer on member (customer_id, network_id);

-- Points that were issued together. What is left of a lot is the sum of its transfers and of nothing else; is_open is derived
-- and says whether that sum is other than zero, held points counted.
create table lot (
  lot_id uuid primary key,
  network_id uuid not null,
  customer_id uuid not null,
  -- The issuer.
  cafe_id uuid not null,
  organisation_id uuid not null,
  value_version integer not null,
  issue_day date not null,
  -- Last day on which it can be spent, at the issuer; null for never. What was given back later has until grace_day.
  expire_day date,
  grace_day date,
  is_open boolean not null,
  is_noticed boolean not null
);
create index lot_member on lot (customer_id, network_id) where is_open;
create index lot_expiry on lot (greatest(expire_day, grace_day)) where is_open;

-- A movement, immutable. Every one about a member bears the member's version.
create table entry_set (
  set_id uuid primary key,
  network_id uuid not null,
  customer_id uuid not null,
  member_version bigint not null,
  kind text not null check (kind in ('EARN', 'HOLD', 'REDEEM', 'VOID', 'EXPIRE', 'REVERSE', 'ADJUST', 'COVER')),
  -- Where it happened.
  cafe_id uuid not null,
  organisation_id uuid not null,
  order_id uuid,
  payment_id uuid,
  hold_id uuid,
  rule_version integer,
  rule_names text[] not null,
  reverses_set_id uuid references entry_set,
  reason text,
  note text,
  actor_kind text not null,
  actor_id text not null,
  -- Derived, for showing: points that could be spent after it.
  balance_after bigint not null,
  business_day date not null,
  post_time timestamptz not null,
  -- What makes a repeated request this set again, for ever.
  request_key text,
  request_hash bytea
);
create unique index entry_set_request on entry_set (request_key) where request_key is not null;
create unique index entry_set_member on entry_set (customer_id, network_id, member_version);
create index entry_set_cafe on entry_set (cafe_id, set_id);
create index entry_set_adjusted on entry_set (cafe_id, business_day, set_id) where kind = 'ADJUST';
create index entry_set_order on entry_set (order_id) where order_id is not null;
create index entry_set_reverses on entry_set (reverses_set_id) where reverses_set_id is not null;

-- Points that moved from one account to another. A transfer is two entries, minus at `from` and plus at `to`, of one lot: so
-- no set, and no lot within a set, can be anything but balanced.
create table transfer (
  set_id uuid not null references entry_set,
  number smallint not null,
  customer_id uuid not null,
  cafe_id uuid not null,
  organisation_id uuid not null,
  from_kind text not null check (from_kind in ('CUSTOMER', 'HELD', 'CAFE', 'BREAKAGE')),
  from_id uuid not null,
  to_kind text not null check (to_kind in ('CUSTOMER', 'HELD', 'CAFE', 'BREAKAGE')),
  to_id uuid not null,
  lot_id uuid not null references lot,
  points bigint not null check (points > 0),
  primary key (set_id, number),
  constraint transfer_moves check (from_kind <> to_kind or from_id <> to_id)
);
create index transfer_lot on transfer (lot_id);

-- The two entries of each transfer.
create view entry with (security_invoker = true) as
  select t.set_id, t.number, side.side, side.account_kind, side.account_id, t.lot_id, side.points, t.customer_id, t.cafe_id,
    t.organisation_id
  from transfer t
  cross join lateral (values ('FROM', t.from_kind, t.from_id, -t.points), ('TO', t.to_kind, t.to_id, t.points))
    as side (side, account_kind, account_id, points);

-- Points that are locked to pay a part of an order.
create table hold (
  hold_id uuid primary key,
  network_id uuid not null,
  customer_id uuid not null,
  cafe_id uuid not null,
  organisation_id uuid not null,
  order_id uuid not null,
  points bigint not null check (points > 0),
  amount bigint not null check (amount >= 0),
  currency_code text not null,
  status text not null check (status in ('HELD', 'POSTED', 'VOIDED', 'EXPIRED')),
  payment_id uuid,
  -- Of posted points: given back since, because money of the order was given back.
  given_back bigint not null check (given_back between 0 and points),
  hold_set_id uuid not null references entry_set,
  end_set_id uuid references entry_set,
  expire_time timestamptz not null,
  create_time timestamptz not null,
  update_time timestamptz not null
);
create unique index hold_order on hold (order_id) where status in ('HELD', 'POSTED');
create index hold_lease on hold (expire_time) where status = 'HELD';
create index hold_member on hold (customer_id, network_id);
create index hold_set on hold (hold_set_id);
create index hold_end on hold (end_set_id);

-- What an order earns: what is known of it, and what has been posted for it. Only orders of members have a row, and those of
-- which money was given back before anything else was heard.
create table earning (
  order_id uuid primary key,
  cafe_id uuid not null,
  organisation_id uuid not null,
  customer_id uuid,
  -- The order, as its newest event told; version 0 while none has.
  order_version bigint not null,
  order_total bigint not null,
  currency_code text not null,
  lines jsonb not null,
  -- Its payments, as their newest event told; version 0 while none has.
  standing_version bigint not null,
  paid bigint not null,
  refunded bigint not null,
  -- The payment that completed it, and the standing with which it did.
  payment_id uuid,
  complete_version bigint,
  business_day date,
  payment_time timestamptz,
  is_claimed boolean not null,
  -- Set with the first posting.
  network_id uuid,
  lot_id uuid,
  set_id uuid,
  rule_version integer,
  -- Derived: points that the order has earned, less those that were taken back.
  posted bigint not null check (posted >= 0),
  update_time timestamptz not null
);
create index earning_cafe on earning (cafe_id) where network_id is null;
create index earning_age on earning (update_time) where set_id is null;

call protect('network');
call protect('network_cafe');
call protect('point_value');
call protect('programme');
call protect('member');
call protect('lot');
call protect('entry_set');
call protect('transfer');
call protect('hold');
call protect('earning');

-- What is in the ledger stays: neither the service nor the owner changes or removes it.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is never changed: post a reversal' using errcode = 'restrict_violation';
end $$;
create trigger entry_set_stays before update or delete or truncate on entry_set
  for each statement execute function refuse_change();
create trigger transfer_stays before update or delete or truncate on transfer
  for each statement execute function refuse_change();
do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('revoke update, delete, truncate on entry_set, transfer from %I', app);
  execute format('revoke update, delete on lot, member, programme from %I', app);
  execute format('grant update (is_open, grace_day, is_noticed) on lot to %I', app);
  execute format('grant update (version, first_order_id) on member to %I', app);
end $$;
