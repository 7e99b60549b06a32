-- Customers and their memberships in organisations. Times come from the service's clock.

-- A person. organisation_id is the organisation whose staff added them; null for a registered user, whose customer_id is
-- the user_id and who keeps the profile.
create table customer (
  customer_id uuid primary key,
  organisation_id uuid,
  registered boolean not null,
  membership_number text not null constraint customer_membership_number unique check (membership_number ~ '^[0-9]{9}$'),
  name text not null,
  email text check (email = lower(email)),
  phone text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  birth_date date,
  language text,
  version bigint not null default 1,
  created_time timestamptz not null
);

-- What an organisation knows of one of its customers, and the keys that find them at its counters. E-mail and telephone
-- are those of the profile, or null where another customer of the organisation has them.
create table membership (
  organisation_id uuid not null,
  customer_id uuid not null references customer,
  home_cafe_id uuid,
  card_number text check (card_number ~ '^[A-Z0-9]{4,32}$'),
  email text,
  phone text,
  joined_time timestamptz not null,
  primary key (organisation_id, customer_id),
  constraint membership_email unique (organisation_id, email),
  constraint membership_phone unique (organisation_id, phone),
  constraint membership_card unique (organisation_id, card_number)
);
create index membership_joined on membership (organisation_id, joined_time desc, customer_id desc);
create index membership_customer on membership (customer_id);

call protect('membership');

-- A person is seen by themselves, and by every organisation that they are a customer of.
alter table customer enable row level security;
alter table customer force row level security;
create policy scope on customer
  using (in_service_scope()
    or customer_id = any (scope_ids('customer'))
    or organisation_id = any (scope_ids('organisation'))
    or exists (select from membership m
               where m.customer_id = customer.customer_id and m.organisation_id = any (scope_ids('organisation'))))
  with check (in_service_scope()
    or customer_id = any (scope_ids('customer'))
    or organisation_id = any (scope_ids('organisation'))
    or exists (select from membership m
               where m.customer_id = customer.customer_id and m.organisation_id = any (scope_ids('organisation'))));
