-- What every service database has. Applied by the kit's migrator before the service's own migrations, as the role that
-- owns the schema; the session setting sippy.application_role names the role that the service runs as.

-- Rights: the service's role may change rows, the owner alone may change the schema.
do $$
declare app text := current_setting('sippy.application_role');
begin
  execute format('grant usage on schema public to %I', app);
  execute format('alter default privileges in schema public grant select, insert, update, delete on tables to %I', app);
  execute format('alter default privileges in schema public grant usage, select on sequences to %I', app);
  execute format('alter default privileges in schema public grant execute on functions to %I', app);
end $$;
alter default privileges revoke execute on functions from public;

-- Row-level security. The setting sippy.scope says what this connection may see:
-- 'service' | 'cafe:<id>,cafe:<id>' | 'organisation:<id>,organisation:<id>' | 'customer:<id>' | '' (nothing).
create function in_service_scope() returns boolean
  language sql stable parallel safe
  return current_setting('sippy.scope', true) = 'service';

-- Whether the scope is of this kind and has this id. Searching the text costs a third of parsing it into an array.
create function in_scope(kind text, id uuid) returns boolean
  language sql stable parallel safe
  return strpos(current_setting('sippy.scope', true), kind || ':' || id::text) > 0;

-- The ids of the scope if it is of this kind, else null.
create function scope_ids(kind text) returns uuid[]
  language sql stable parallel safe
  return case
    when starts_with(current_setting('sippy.scope', true), kind || ':')
    then string_to_array(replace(current_setting('sippy.scope', true), kind || ':', ''), ',')::uuid[]
  end;

-- Puts a table under row-level security, by the columns it has: cafe_id, organisation_id, customer_id.
create procedure protect(target regclass)
  language plpgsql as $$
declare
  rule text := '';
  kind text;
begin
  foreach kind in array array['cafe', 'organisation', 'customer'] loop
    if exists (select from pg_attribute
               where attrelid = target and attname = kind || '_id' and not attisdropped and atttypid = 'uuid'::regtype) then
      rule := rule || format('in_scope(%L, %I) or ', kind, kind || '_id');
    end if;
  end loop;
  rule := rule || 'in_service_scope()';
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy scope on %s using (%s) with check (%s)', target, rule, rule);
end $$;

-- Facts of this service: outbox, audit trail and replay source in one. Append-only.
-- xid is the transaction that wrote it: windows of transactions, not positions, are what readers go by.
create table event (
  position bigint generated always as identity,
  id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  time timestamptz not null default now(),
  type text not null,
  organisation_id uuid,
  cafe_id uuid,
  aggregate_type text not null,
  aggregate_id uuid not null,
  aggregate_version bigint not null,
  subject text not null,
  envelope bytea not null,
  primary key (id, time)
) partition by range (time);
create index event_xid on event (xid);
create index event_aggregate on event (aggregate_id, aggregate_version);
create index event_cafe on event (cafe_id, time);
create table event_default partition of event default;

-- Where the relay stands: everything before xid has been acknowledged by the stream, whose last sequence was `sequence`.
create table relay_cursor (
  stream text primary key,
  xid xid8 not null,
  sequence bigint not null,
  system_identifier bigint not null,
  updated_time timestamptz not null default now()
);

-- Events that a consumer of this service has applied; bucket is the day in the event's id.
create table inbox (
  bucket date not null,
  consumer text not null,
  event_id uuid not null,
  primary key (bucket, consumer, event_id)
) partition by range (bucket);
create table inbox_default partition of inbox default;

-- Events that a consumer of this service could not apply: FAILING is still tried, DEAD waits for a person.
create table dead_letter (
  consumer text not null,
  event_id uuid not null,
  stream text not null,
  type text not null,
  cafe_id uuid,
  organisation_id uuid,
  envelope bytea not null,
  state text not null check (state in ('FAILING', 'DEAD', 'DROPPED')),
  attempts integer not null,
  error text not null,
  first_time timestamptz not null default now(),
  last_time timestamptz not null default now(),
  primary key (consumer, event_id)
);
create index dead_letter_dead on dead_letter (last_time) where state = 'DEAD';

-- Calls that changed something, so that their repetition changes nothing; bucket is the day in request_id.
create table request (
  bucket date not null,
  caller text not null,
  method text not null,
  request_id uuid not null,
  hash bytea not null,
  made jsonb not null,
  made_time timestamptz not null default now(),
  constraint request_pkey primary key (bucket, caller, method, request_id)
) partition by range (bucket);
create table request_default partition of request default;

-- Which tables are cut by month, how many months are made ahead, and after how many a month is dropped (null: never).
create table partition_plan (
  parent text primary key,
  ahead integer not null,
  keep integer check (keep >= 1)
);
insert into partition_plan (parent, ahead, keep) values ('event', 2, null), ('inbox', 2, 3), ('request', 2, 1);

-- Makes the partition of one month. Rows that were waiting in the default partition move into it.
create procedure make_partition(parent text, month date)
  language plpgsql as $$
declare
  partition text := parent || to_char(month, '_YYYY_MM');
  month_after date := (month + interval '1 month')::date;
  key text := (select a.attname from pg_partitioned_table p
               join pg_attribute a on a.attrelid = p.partrelid and a.attnum = p.partattrs[0]
               where p.partrelid = parent::regclass);
begin
  if to_regclass(partition) is not null then return; end if;
  execute format('create table %I (like %I including defaults including constraints)', partition, parent);
  execute format('with moved as (delete from %I where %I >= %L and %I < %L returning *) insert into %I select * from moved',
    parent || '_default', key, month, key, month_after, partition);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, partition, month, month_after);
  execute format('revoke all on %I from %I', partition, (select value from database_setting s where s.name = 'application_role'));
end $$;

-- Keeps the partitions as the plan says. It does the little that it can do at once and comes again: no lock is waited
-- for longer than a second. Open to the service's role, since only the owner may make and drop tables.
create function keep_partitions() returns void
  language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '1s' as $$
declare
  plan partition_plan;
  this_month date := date_trunc('month', now())::date;
  old text;
begin
  perform pg_advisory_xact_lock(727272, 2);
  for plan in select * from partition_plan loop
    for i in -1 .. plan.ahead loop
      call make_partition(plan.parent, (this_month + i * interval '1 month')::date);
    end loop;
    if plan.keep is not null then
      for old in
        select c.relname from pg_inherits h join pg_class c on c.oid = h.inhrelid
        where h.inhparent = plan.parent::regclass and c.relname ~ '_\d{4}_\d{2}$'
          and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' < now() - plan.keep * interval '1 month'
      loop
        execute format('drop table %I', old);
      end loop;
      execute format('delete from %I where %I < %L', plan.parent || '_default',
        case plan.parent when 'request' then 'made_time' else 'bucket' end, now() - plan.keep * interval '2 months');
    end if;
  end loop;
end $$;

-- After a logical restore the transaction numbers of this cluster have begun anew, while the log still has those of the
-- old one. Restored rows are older than the key of their table, which a restore makes after the data. What the relay had
-- not sent of them gets the number of this transaction; what it had sent gets 0 wherever it would come again. Returns the
-- number from which the relay goes on.
create function rebase_events(relay text) returns xid8
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mine bigint := (select system_identifier from pg_control_system());
  made integer := (select age(xmin) from pg_constraint where conrelid = 'event'::regclass and contype = 'p');
  old xid8;
  first xid8;
begin
  select c.xid into old from relay_cursor c where c.stream = relay for update;
  if exists (select from event e where age(e.xmin) > made) then
    select least(min(e.xid), pg_snapshot_xmin(pg_current_snapshot())) into first from event e where age(e.xmin) <= made;
    update event e set xid = case when e.xid >= old then pg_current_xact_id() else '0' end
      where age(e.xmin) > made and (e.xid >= old or e.xid >= first);
  else
    first := least(old, pg_snapshot_xmin(pg_current_snapshot()));
  end if;
  update relay_cursor c set xid = first, system_identifier = mine where c.stream = relay;
  return first;
end $$;

-- What the owner has to remember about this database.
create table database_setting (name text primary key, value text not null);
insert into database_setting values ('application_role', current_setting('sippy.application_role'));

call protect('event');
call protect('relay_cursor');
call protect('inbox');
call protect('dead_letter');
-- A request row belongs to whoever may write what it made, so it is open to every scope but none.
alter table request enable row level security;
alter table request force row level security;
create policy scope on request
  using (nullif(current_setting('sippy.scope', true), '') is not null)
  with check (nullif(current_setting('sippy.scope', true), '') is not null);

-- What the service's role may not do: change facts, reach a partition past its parent's policy, plan partitions.
do $$
declare app text := current_setting('sippy.application_role');
begin
  execute format('revoke update, delete on event from %I', app);
  execute format('revoke update on inbox, request from %I', app);
  execute format('revoke all on event_default, inbox_default, request_default from %I', app);
  execute format('revoke all on partition_plan, database_setting from %I', app);
  execute format('grant select on _prisma_migrations to %I', app);
end $$;
