-- A till that was offline says whose order it was; the order itself may come later.
create table earn_intent (
  intent_id uuid primary key,
  cafe_id uuid not null,
  organisation_id uuid not null,
  order_id uuid not null,
  customer_id uuid not null,
  -- When the member named themselves.
  member_time timestamptz not null,
  status text not null check (status in ('PENDING', 'SETTLED', 'REFUSED')),
  -- Why it was refused, or what it waits for.
  reason text,
  attempts integer not null,
  next_time timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  create_time timestamptz not null,
  update_time timestamptz not null
);
create index earn_intent_next on earn_intent (next_time) where status = 'PENDING';
call protect('earn_intent');

-- A lease is a hold without an order yet, for a till that may be offline when the points are spent. Until spend_by it may spend
-- them; expire_time leaves it time to come back and say so.
alter table hold alter column order_id drop not null, add column spend_by timestamptz;
