create index posting_transfer_expired on posting_transfer (network_id, month) where to_kind = 'BREAKAGE';

-- A month of a network that has been locked. What it came to stands in the tables that follow, and never changes.
create table period (
  period_id uuid primary key,
  network_id uuid not null references network,
  month date not null check (extract(day from month) = 1),
  status text not null check (status in ('LOCKED', 'INVOICED', 'PAID')),
  currency_code text not null,
  organisation_id uuid not null,
  breakage_funding text not null,
  default_funding text not null,
  fee_fixed_minor bigint not null,
  fee_bps integer not null,
  lock_time timestamptz not null,
  invoice_time timestamptz,
  version bigint not null,
  unique (network_id, month)
);

create table period_claim (
  period_id uuid not null references period,
  number integer not null,
  issuer_cafe_id uuid not null,
  issuer_organisation_id uuid not null,
  cafe_id uuid not null,
  organisation_id uuid not null,
  value_version integer not null,
  minor_per_thousand bigint not null,
  points bigint not null,
  minor bigint not null,
  primary key (period_id, number),
  check (issuer_cafe_id <> cafe_id)
);

create table period_expired (
  period_id uuid not null references period,
  number integer not null,
  cafe_id uuid not null,
  organisation_id uuid not null,
  value_version integer not null,
  minor_per_thousand bigint not null,
  points bigint not null,
  minor bigint not null,
  primary key (period_id, number)
);

create table period_owner (
  period_id uuid not null references period,
  organisation_id uuid not null,
  owes bigint not null,
  is_owed bigint not null,
  net bigint not null,
  fee bigint not null,
  breakage bigint not null,
  total bigint not null,
  primary key (period_id, organisation_id),
  check (net = is_owed - owes and total = net + fee + breakage)
);

-- Money that one owner is to pay another.
create table money_transfer (
  transfer_id uuid primary key,
  period_id uuid not null references period,
  debtor_organisation_id uuid not null,
  creditor_organisation_id uuid not null check (creditor_organisation_id <> debtor_organisation_id),
  minor bigint not null check (minor > 0),
  reference text not null unique,
  -- When its invoices are issued.
  due_day date,
  debtor_name text,
  creditor_name text
);
create index money_transfer_period on money_transfer (period_id);

-- The last number that an issuer has given to an invoice.
create table invoice_series (
  organisation_id uuid primary key,
  last_number bigint not null
);

create table invoice (
  invoice_id uuid primary key,
  period_id uuid not null references period,
  network_id uuid not null,
  network_name text not null,
  month date not null,
  number bigint not null check (number >= 1),
  issuer_organisation_id uuid not null,
  issuer_name text not null,
  recipient_organisation_id uuid not null,
  recipient_name text not null,
  currency_code text not null,
  total bigint not null,
  breakage_funding text not null,
  default_funding text not null,
  due_day date not null,
  issue_time timestamptz not null,
  unique (issuer_organisation_id, number),
  unique (period_id, recipient_organisation_id)
);
create index invoice_recipient on invoice (recipient_organisation_id, invoice_id desc);
create index invoice_issuer on invoice (issuer_organisation_id, invoice_id desc);

create table invoice_line (
  line_id uuid primary key,
  invoice_id uuid not null references invoice,
  number integer not null,
  kind text not null check (kind in ('OWED', 'DUE', 'FEE', 'BREAKAGE')),
  counterpart_organisation_id uuid not null,
  counterpart_name text not null,
  issuer_cafe_id uuid,
  issuer_cafe_name text,
  issuer_organisation_id uuid,
  cafe_id uuid,
  cafe_name text,
  value_version integer,
  minor_per_thousand bigint,
  points bigint,
  minor bigint not null,
  unique (invoice_id, number)
);

call protect_for_parties('period');
call protect('invoice_series');

-- Each side of a debt sees it, and the administrator of the network sees all.
create procedure protect_for_sides(target regclass, variadic sides text[])
  language plpgsql as $$
declare
  rule text := 'in_service_scope()';
  side text;
begin
  foreach side in array sides loop
    rule := rule || format(' or in_scope(''organisation'', %I)', side);
  end loop;
  if exists (select from pg_attribute where attrelid = target and attname = 'period_id' and not attisdropped) then
    rule := rule || format(' or exists (select from period p where p.period_id = %s.period_id and in_scope(''organisation'', p.organisation_id))', target);
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy scope on %s using (%s) with check (in_service_scope())', target, rule);
end $$;
call protect_for_sides('period_claim', 'issuer_organisation_id', 'organisation_id');
call protect_for_sides('period_expired', 'organisation_id');
call protect_for_sides('period_owner', 'organisation_id');
call protect_for_sides('money_transfer', 'debtor_organisation_id', 'creditor_organisation_id');
call protect_for_sides('invoice', 'issuer_organisation_id', 'recipient_organisation_id');

alter table invoice_line enable row level security;
alter table invoice_line force row level security;
create policy scope on invoice_line
  using (in_service_scope() or exists (select from invoice i where i.invoice_id = invoice_line.invoice_id))
  with check (in_service_scope());

-- What is locked or issued is never changed or taken back.
do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('revoke delete on period, money_transfer, invoice_series, invoice from %I', app);
  execute format('revoke update, delete on period_claim, period_expired, period_owner, invoice, invoice_line from %I', app);
end $$;
