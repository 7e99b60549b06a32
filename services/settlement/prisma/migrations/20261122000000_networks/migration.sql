-- Networks of cafés with different owners. Those who may see one are its parties: the organisation that administers it and
-- every organisation that has, or had, a café in it.
create table network (
  network_id uuid primary key,
  name text not null,
  currency_code text not null,
  time_zone text not null,
  administrator_organisation_id uuid not null,
  breakage_funding text not null check (breakage_funding in ('ISSUER', 'ADMINISTRATOR')),
  default_funding text not null check (default_funding in ('CREDITORS', 'ADMINISTRATOR')),
  fee_fixed_minor bigint not null check (fee_fixed_minor >= 0),
  fee_bps integer not null check (fee_bps between 0 and 10000),
  -- First day that lies in no locked month; null while no month is locked.
  open_from date,
  version bigint not null,
  create_time timestamptz not null
);
-- The parties of each network.
create table network_party (
  network_id uuid not null references network,
  organisation_id uuid not null,
  primary key (network_id, organisation_id)
);
create index network_party_organisation on network_party (organisation_id, network_id desc);

-- One stay of a café in a network, in the order of joining.
create table network_cafe (
  network_id uuid not null references network,
  number integer not null check (number >= 1),
  cafe_id uuid not null,
  organisation_id uuid not null,
  name text not null,
  time_zone text not null,
  join_day date not null,
  leave_day date check (leave_day > join_day),
  primary key (network_id, number)
);
create unique index network_cafe_open on network_cafe (cafe_id) where leave_day is null;
create index network_cafe_cafe on network_cafe (cafe_id, join_day);

-- What a point is worth from a moment on: added, never changed or removed.
create table point_value (
  network_id uuid not null references network,
  version integer not null check (version >= 1),
  minor_per_thousand bigint not null check (minor_per_thousand >= 1),
  start_time timestamptz not null,
  primary key (network_id, version)
);

-- Codes by which organisations join: each once, until it expires. Used ones are gone.
create table invitation (
  code text primary key,
  network_id uuid not null references network,
  organisation_id uuid not null,
  request_id uuid not null unique,
  expire_time timestamptz not null
);
create index invitation_network on invitation (network_id);

call protect('network_party');
call protect('invitation');

-- A network, and what belongs to it, is seen by its parties.
create procedure protect_for_parties(target regclass)
  language plpgsql as $$
declare
  rule text := format('in_service_scope() or exists (select from network_party p where p.network_id = %s.network_id)', target);
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy scope on %s using (%s) with check (%s)', target, rule, rule);
end $$;
call protect_for_parties('network');
call protect_for_parties('network_cafe');
call protect_for_parties('point_value');

do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('revoke update, delete on point_value from %I', app);
end $$;
