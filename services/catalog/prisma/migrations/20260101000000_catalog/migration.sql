-- What an organisation sells, as a whole: its row is locked by whoever changes any of it, so that changes of one
-- organisation follow one another and no café's menu can miss one.
create table catalogue (
  organisation_id uuid primary key,
  revision bigint not null default 0
);

-- Shared by all cafés of an organisation.
create table category (
  category_id uuid primary key,
  organisation_id uuid not null,
  name text not null,
  position integer not null,
  colour text not null,
  needs_preparation boolean not null,
  daypart_ids uuid[] not null,
  version bigint not null
);
create index category_organisation on category (organisation_id, position, category_id);

create table product (
  product_id uuid primary key,
  organisation_id uuid not null,
  category_id uuid not null,
  name text not null,
  description text not null,
  tax_category text not null,
  modifier_group_ids uuid[] not null,
  allergens text[] not null,
  position integer not null,
  daypart_ids uuid[] not null,
  version bigint not null
);
create index product_organisation on product (organisation_id, category_id, position, product_id);

-- price in minor units.
create table variant (
  variant_id uuid primary key,
  organisation_id uuid not null,
  product_id uuid not null references product on delete cascade,
  name text not null,
  currency_code text not null,
  price bigint not null check (price >= 0),
  position integer not null
);
create index variant_product on variant (organisation_id, product_id, position);
create index variant_of_product on variant (product_id);

create table modifier_group (
  modifier_group_id uuid primary key,
  organisation_id uuid not null,
  name text not null,
  min_choices integer not null,
  max_choices integer not null,
  version bigint not null
);
create index modifier_group_organisation on modifier_group (organisation_id, name, modifier_group_id);

-- price in minor units.
create table modifier (
  modifier_id uuid primary key,
  organisation_id uuid not null,
  modifier_group_id uuid not null references modifier_group on delete cascade,
  name text not null,
  currency_code text not null,
  price bigint not null,
  nested_group_id uuid,
  max_quantity integer not null,
  is_default boolean not null,
  position integer not null
);
create index modifier_group_modifier on modifier (organisation_id, modifier_group_id, position);
create index modifier_of_group on modifier (modifier_group_id);

-- windows and prices are lists of sippy.catalog.v1.WeeklyWindow and DaypartPrice.
create table daypart (
  daypart_id uuid primary key,
  organisation_id uuid not null,
  name text not null,
  windows jsonb not null,
  prices jsonb not null,
  version bigint not null
);
create index daypart_organisation on daypart (organisation_id, name, daypart_id);

-- Of one café: the version of its menu, and what the café service says of it.
create table menu (
  cafe_id uuid primary key,
  organisation_id uuid not null,
  version bigint not null default 1,
  currency_code text not null,
  time_zone text not null,
  cafe_version bigint not null
);
create index menu_organisation on menu (organisation_id);

-- prices is a list of { variant_id, currency_code, price }.
create table product_override (
  cafe_id uuid not null,
  product_id uuid not null,
  organisation_id uuid not null,
  hidden boolean not null,
  prices jsonb not null,
  primary key (cafe_id, product_id)
);

create table modifier_override (
  cafe_id uuid not null,
  modifier_id uuid not null,
  organisation_id uuid not null,
  hidden boolean not null,
  currency_code text,
  price bigint,
  primary key (cafe_id, modifier_id)
);

-- What a café has run out of (86).
create table sold_out (
  cafe_id uuid not null,
  subject_kind text not null check (subject_kind in ('PRODUCT', 'MODIFIER')),
  subject_id uuid not null,
  organisation_id uuid not null,
  return_time timestamptz,
  since_time timestamptz not null default now(),
  primary key (cafe_id, subject_kind, subject_id)
);
create index sold_out_return on sold_out (return_time) where return_time is not null;

call protect('catalogue');
call protect('category');
call protect('product');
call protect('variant');
call protect('modifier_group');
call protect('modifier');
call protect('daypart');
call protect('menu');
call protect('product_override');
call protect('modifier_override');
call protect('sold_out');
