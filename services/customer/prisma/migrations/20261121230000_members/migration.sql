-- Cards, consents and favourites.

-- The secret part of what a card's QR code says; made when it is first asked for.
alter table customer add column card_token text check (card_token ~ '^[A-Z2-7]{16}$');

-- One whose data went to another of the same person: whoever asks for this one gets that one.
alter table customer add column merged_into_id uuid references customer;
create index customer_merged on customer (merged_into_id) where merged_into_id is not null;

-- What a person has consented to or withdrawn, to an organisation or, without one, about their own profile. Only added to.
create table consent (
  consent_id uuid primary key,
  customer_id uuid not null references customer,
  organisation_id uuid,
  purpose text not null check (purpose in ('BIRTHDAY', 'OFFERS', 'NEWS', 'POINTS', 'FEEDBACK')),
  channel text check (channel in ('EMAIL', 'SMS', 'PUSH', 'POST')),
  given boolean not null,
  text_version text not null,
  place text not null check (place in ('OWN_APP', 'COUNTER')),
  cafe_id uuid,
  actor_kind text not null,
  actor_id text not null,
  time timestamptz not null,
  check ((purpose = 'BIRTHDAY') = (channel is null)),
  check ((purpose = 'BIRTHDAY') = (organisation_id is null))
);
create index consent_customer on consent (customer_id, time desc, consent_id desc);

-- A product as a customer wants it. Nothing says that it is still on the menu.
create table favourite (
  favourite_id uuid primary key,
  customer_id uuid not null references customer,
  organisation_id uuid not null,
  cafe_id uuid,
  name text not null,
  product_id uuid not null,
  variant_id uuid,
  modifiers jsonb not null,
  update_time timestamptz not null
);
create index favourite_customer on favourite (customer_id, organisation_id, update_time desc);

call protect('favourite');
-- An organisation sees what was consented to towards it, and what its customers agreed to about their profile.
alter table consent enable row level security;
alter table consent force row level security;
create policy scope on consent
  using (in_service_scope()
    or customer_id = any (scope_ids('customer'))
    or organisation_id = any (scope_ids('organisation'))
    or organisation_id is null and exists (select from membership m
      where m.customer_id = consent.customer_id and m.organisation_id = any (scope_ids('organisation'))))
  with check (in_service_scope()
    or customer_id = any (scope_ids('customer'))
    or organisation_id = any (scope_ids('organisation'))
    or organisation_id is null and exists (select from membership m
      where m.customer_id = consent.customer_id and m.organisation_id = any (scope_ids('organisation'))));

-- Who has a date of birth has given it to be kept: it is written down as the consent that it was.
insert into consent (consent_id, customer_id, purpose, given, text_version, place, actor_kind, actor_id, time)
  select gen_random_uuid(), customer_id, 'BIRTHDAY', true, 'before consents were kept',
    case when registered then 'OWN_APP' else 'COUNTER' end, 'service', 'customer', created_time
  from customer where birth_date is not null;

do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('revoke update, delete, truncate on consent from %I', app);
end $$;
