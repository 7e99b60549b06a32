-- Who owns cafés. owned_time is null until the auth service has made the owner an owner.
create table organisation (
  organisation_id uuid primary key,
  name text not null,
  home_region text not null default 'local',
  owner_user_id uuid not null,
  owned_time timestamptz,
  version bigint not null default 1,
  create_time timestamptz not null default now()
);
create index organisation_not_owned on organisation (create_time) where owned_time is null;

-- A café and its settings; the jsonb columns are messages of sippy.cafe.v1.
create table cafe (
  cafe_id uuid primary key,
  organisation_id uuid not null,
  version bigint not null default 1,
  name text not null,
  slug text not null,
  address jsonb not null,
  currency_code text not null,
  time_zone text not null,
  business_day_cutover text not null,
  tax jsonb not null,
  cash_rounding_minor bigint not null,
  service_charge jsonb,
  opening_hours jsonb not null,
  busy_is_on boolean not null default false,
  busy_extra_minutes integer not null default 0,
  busy_end_time timestamptz,
  fire_when_paid boolean not null,
  online_payment_lease_minutes integer not null,
  trading_since timestamptz not null,
  create_time timestamptz not null default now(),
  update_time timestamptz not null default now()
);
create unique index cafe_slug on cafe (slug);
create index cafe_organisation on cafe (organisation_id, name, cafe_id);
create index cafe_busy on cafe (busy_end_time) where busy_is_on;

call protect('organisation');
call protect('cafe');
