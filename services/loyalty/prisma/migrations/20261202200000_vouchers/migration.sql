-- What vouchers of a kind are, who gets them and how many there are. Whoever issues one of them holds the campaign's row, so no
-- limit is ever exceeded.
create table campaign (
  campaign_id uuid primary key,
  network_id uuid not null references network,
  -- Who runs it.
  organisation_id uuid not null,
  version bigint not null,
  currency_code text not null,
  terms jsonb not null,
  -- Last day on which a voucher can be had.
  to_day date not null,
  -- Null for any number.
  in_all integer,
  issued integer not null,
  end_time timestamptz,
  actor_kind text not null,
  actor_id text not null,
  create_time timestamptz not null,
  update_time timestamptz not null,
  constraint campaign_limit check (issued >= 0 and (in_all is null or issued <= in_all))
);
create index campaign_organisation on campaign (organisation_id, campaign_id);
create index campaign_network on campaign (network_id) where end_time is null;

-- Codes by which members get a voucher themselves. Kept is a hash: who reads the table can claim nothing.
create table voucher_code (
  code_hash bytea primary key,
  campaign_id uuid not null references campaign,
  organisation_id uuid not null,
  -- Null for any number.
  max_claims integer,
  claims integer not null,
  create_time timestamptz not null,
  constraint voucher_code_limit check (claims >= 0 and (max_claims is null or claims <= max_claims))
);
create index voucher_code_campaign on voucher_code (campaign_id);

create table voucher (
  voucher_id uuid primary key,
  campaign_id uuid not null references campaign,
  network_id uuid not null,
  organisation_id uuid not null,
  customer_id uuid not null,
  -- The member's first, second and so on of this campaign.
  number integer not null,
  source text not null check (source in ('ISSUED', 'CODE', 'TIER')),
  status text not null check (status in ('ISSUED', 'APPLIED', 'USED', 'EXPIRED')),
  first_day date not null,
  last_day date not null,
  -- The order that it is locked to, or was used on, and its café.
  order_id uuid,
  cafe_id uuid,
  -- How far the order is with it: being put on it, on it, being taken off it.
  step text check (step in ('PUTTING', 'ON', 'TAKING')),
  -- When the job looks after it next.
  check_time timestamptz,
  -- The order was paid in full while it was being put on it.
  is_paid boolean not null,
  version bigint not null,
  issue_time timestamptz not null,
  update_time timestamptz not null,
  constraint voucher_order check ((order_id is not null) = (status in ('APPLIED', 'USED'))),
  constraint voucher_step check ((step is not null) = (status = 'APPLIED'))
);
create unique index voucher_person on voucher (campaign_id, customer_id, number);
create index voucher_member on voucher (customer_id, voucher_id);
create index voucher_of_order on voucher (order_id) where order_id is not null;
create index voucher_check on voucher (check_time) where status = 'APPLIED';
create index voucher_expiry on voucher (last_day) where status = 'ISSUED';

-- In which tier a member of a network is from when until when: the newest period has no end. A period is never changed but by its
-- end, so what multiplied an earning can be told for ever.
create table tier_period (
  customer_id uuid not null,
  network_id uuid not null,
  number integer not null,
  tier text not null,
  -- The version of the rules by which it was reached or kept.
  rule_version integer not null,
  start_time timestamptz not null,
  end_time timestamptz,
  -- The day, in the network's zone, from which on it is looked at whether the member keeps it.
  review_day date not null,
  primary key (customer_id, network_id, number),
  constraint tier_period_order check (end_time is null or end_time >= start_time)
);
create unique index tier_period_current on tier_period (customer_id, network_id) where end_time is null;
create index tier_period_review on tier_period (review_day) where end_time is null;
-- What a member has earned in a window of days.
create index earning_member on earning (customer_id, network_id, payment_time) where set_id is not null;

call protect('tier_period');
call protect('campaign');
call protect('voucher_code');
call protect('voucher');

-- Nothing of it is removed, and what was issued to whom stays.
do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('revoke delete on campaign, voucher, tier_period from %I', app);
  execute format('revoke update on voucher, tier_period from %I', app);
  execute format('grant update (end_time, customer_id, number) on tier_period to %I', app);
  execute format('grant update (status, order_id, cafe_id, step, check_time, is_paid, version, update_time, customer_id, number)
    on voucher to %I', app);
end $$;
