-- What loyalty has posted, as far as cafés owe each other for it: the only source of a settlement. Nobody's name is here.
create table posting (
  set_id uuid primary key,
  network_id uuid not null references network,
  -- First day of the month that it is settled in: that of its business day, or the first open one where that was locked.
  month date not null check (extract(day from month) = 1),
  kind text not null,
  cafe_id uuid not null,
  organisation_id uuid not null,
  order_id uuid,
  payment_id uuid,
  reverses_set_id uuid,
  business_day date not null,
  post_time timestamptz not null
);
create index posting_month on posting (network_id, month);

-- Its transfers. The claim is what the issuer owes another café for it; negative where points came back.
create table posting_transfer (
  set_id uuid not null references posting,
  number integer not null check (number >= 1),
  network_id uuid not null,
  month date not null,
  from_kind text not null,
  from_id uuid not null,
  to_kind text not null,
  to_id uuid not null,
  lot_id uuid not null,
  issuer_cafe_id uuid not null,
  issuer_organisation_id uuid not null,
  value_version integer not null,
  points bigint not null check (points > 0),
  claim_cafe_id uuid,
  claim_organisation_id uuid,
  claim_points bigint,
  primary key (set_id, number),
  check ((from_kind, from_id) <> (to_kind, to_id)),
  check (num_nulls(claim_cafe_id, claim_organisation_id, claim_points) in (0, 3)),
  check (claim_cafe_id <> issuer_cafe_id and abs(claim_points) = points)
);
create index posting_transfer_claim on posting_transfer
  (network_id, month, issuer_cafe_id, claim_cafe_id, value_version, issuer_organisation_id, claim_organisation_id)
  include (claim_points) where claim_cafe_id is not null;
create index posting_transfer_issuer on posting_transfer (network_id, issuer_cafe_id, month);

-- The owner of the points' issuer, the owner of the café that claims, and the owner of where it happened.
call protect('posting');
alter table posting_transfer enable row level security;
alter table posting_transfer force row level security;
create policy scope on posting_transfer
  using (in_service_scope() or in_scope('organisation', issuer_organisation_id) or in_scope('organisation', claim_organisation_id))
  with check (in_service_scope());

-- A journal is only ever added to.
do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('revoke update, delete on posting, posting_transfer from %I', app);
end $$;
