-- Transfers of money that are paid by card. What a payment may bring is held before the card is charged, and until it is known
-- how that ended: so no transfer is ever paid more than once, and no money comes for which there is no room.
alter table money_transfer
  add column held bigint not null default 0,
  add constraint money_transfer_room check (held >= 0 and paid + held <= minor);

create table transfer_hold (
  payment_id uuid primary key,
  transfer_id uuid not null references money_transfer,
  minor bigint not null check (minor > 0),
  -- A payment that has ended stays here, so that it cannot hold anything when its asking comes late.
  status text not null check (status in ('HELD', 'PAID', 'RELEASED')),
  hold_time timestamptz not null,
  end_time timestamptz,
  check ((status = 'HELD') = (end_time is null))
);
create index transfer_hold_transfer on transfer_hold (transfer_id);
alter table transfer_hold enable row level security;
alter table transfer_hold force row level security;
create policy scope on transfer_hold using (in_service_scope()) with check (in_service_scope());

alter table transfer_payment add column payment_id uuid unique;

do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('revoke delete on transfer_hold from %I', app);
end $$;
