-- What is received for transfers of money, when they are late, and when that is told.
alter table money_transfer
  add column currency_code text not null,
  add column paid bigint not null default 0,
  add column due_time timestamptz,
  add column remind_time timestamptz,
  add column reminders integer not null default 0,
  add column version bigint not null default 0,
  add check (paid between 0 and minor);
create index money_transfer_remind on money_transfer (remind_time) where remind_time is not null;

create table transfer_payment (
  transfer_payment_id uuid primary key,
  transfer_id uuid not null references money_transfer,
  minor bigint not null check (minor <> 0),
  received_day date not null,
  bank_text text not null,
  takes_back_id uuid unique references transfer_payment,
  record_time timestamptz not null,
  actor_id text not null,
  -- What makes a repeated request this payment again, for ever.
  request_key text not null unique,
  request_hash bytea not null,
  check ((takes_back_id is null) = (minor > 0))
);
create index transfer_payment_transfer on transfer_payment (transfer_id);
alter table transfer_payment enable row level security;
alter table transfer_payment force row level security;
create policy scope on transfer_payment
  using (in_service_scope() or exists (select from money_transfer t where t.transfer_id = transfer_payment.transfer_id))
  with check (in_service_scope());

do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('revoke update, delete on transfer_payment from %I', app);
end $$;
