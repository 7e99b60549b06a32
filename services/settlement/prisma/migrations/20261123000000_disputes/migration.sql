-- Disputes of owners about lines of their invoices, and what was granted in them: an adjustment in a month that is open.
create table dispute (
  dispute_id uuid primary key,
  network_id uuid not null references network,
  period_id uuid not null references period,
  month date not null,
  invoice_number bigint not null,
  line_id uuid not null references invoice_line,
  line_number integer not null,
  -- What the line is about, the same from both sides.
  matter text not null,
  opener_organisation_id uuid not null,
  counterpart_organisation_id uuid not null check (counterpart_organisation_id <> opener_organisation_id),
  currency_code text not null,
  minor bigint not null check (minor > 0),
  -- The opener is who owes the line, and need not pay what they dispute meanwhile.
  freezes boolean not null,
  status text not null check (status in ('OPEN', 'RESOLVED', 'WITHDRAWN')),
  granted bigint check (granted between 0 and minor),
  messages integer not null check (messages >= 1),
  open_time timestamptz not null,
  end_time timestamptz,
  remind_time timestamptz,
  version bigint not null,
  check ((status = 'OPEN') = (end_time is null)),
  check ((status = 'OPEN') = (remind_time is not null)),
  check ((status = 'RESOLVED') = (granted is not null))
);
create unique index dispute_matter on dispute (matter) where status = 'OPEN';
create index dispute_line on dispute (line_id);
create index dispute_period on dispute (period_id);
create index dispute_opener on dispute (opener_organisation_id, dispute_id desc);
create index dispute_counterpart on dispute (counterpart_organisation_id, dispute_id desc);
create index dispute_network on dispute (network_id, dispute_id desc);
create index dispute_remind on dispute (remind_time) where remind_time is not null;

create table dispute_message (
  dispute_id uuid not null references dispute,
  number integer not null check (number >= 1),
  organisation_id uuid not null,
  actor_id text not null,
  text text not null,
  message_time timestamptz not null,
  primary key (dispute_id, number)
);

-- Who owes whom since a dispute was decided so, in a month that was open then.
create table adjustment (
  adjustment_id uuid primary key,
  dispute_id uuid not null unique references dispute,
  network_id uuid not null references network,
  month date not null check (extract(day from month) = 1),
  debtor_organisation_id uuid not null,
  creditor_organisation_id uuid not null check (creditor_organisation_id <> debtor_organisation_id),
  minor bigint not null check (minor > 0),
  disputed_month date not null,
  invoice_number bigint not null,
  line_number integer not null,
  create_time timestamptz not null
);
create index adjustment_month on adjustment (network_id, month);

alter table money_transfer
  add column frozen bigint not null default 0,
  add check (frozen between 0 and minor - paid);

alter table period_owner
  add column adjusted bigint not null default 0,
  drop constraint period_owner_check,
  add constraint period_owner_check check (net = is_owed - owes and total = net + fee + breakage + adjusted);

alter table invoice_line
  add column adjustment_id uuid references adjustment,
  drop constraint invoice_line_kind_check,
  add constraint invoice_line_kind_check check (kind in ('OWED', 'DUE', 'FEE', 'BREAKAGE', 'ADJUSTMENT')),
  add check ((kind = 'ADJUSTMENT') = (adjustment_id is not null));

create index invoice_line_adjustment on invoice_line (adjustment_id) where adjustment_id is not null;

call protect_for_sides('dispute', 'opener_organisation_id', 'counterpart_organisation_id');

alter table dispute_message enable row level security;
alter table dispute_message force row level security;
create policy scope on dispute_message
  using (in_service_scope() or exists (select from dispute d where d.dispute_id = dispute_message.dispute_id))
  with check (in_service_scope());

alter table adjustment enable row level security;
alter table adjustment force row level security;
create policy scope on adjustment
  using (in_service_scope() or exists (select from dispute d where d.dispute_id = adjustment.dispute_id))
  with check (in_service_scope());

-- What was said and granted is never changed or taken back.
do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('revoke delete on dispute from %I', app);
  execute format('revoke update, delete on dispute_message, adjustment from %I', app);
end $$;
