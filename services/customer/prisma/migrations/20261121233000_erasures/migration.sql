-- When everything personal was removed of a person; their id stays for what refers to it.
alter table customer add column erased_time timestamptz;

-- A wish to be forgotten, written down before anything is done for it and gone on with until all is done. done names the services
-- that have finished this round; there are two, since streams still tell for some days what services have removed.
create table erasure (
  erasure_id uuid primary key,
  customer_id uuid not null,
  organisation_id uuid,
  customer_ids uuid[] not null,
  done text[] not null default '{}',
  request_time timestamptz not null,
  erase_time timestamptz,
  complete_time timestamptz,
  next_time timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  constraint erasure_once unique nulls not distinct (customer_id, organisation_id)
);
create index erasure_next on erasure (next_time) where complete_time is null;

call protect('erasure');
