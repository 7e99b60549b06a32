-- Who had a hand in the sale (users and members of staff), and what a review says of it; null while there is nothing to review.
alter table earning add column placed_by_id uuid, add column taken_by_id uuid, add column claimed_by_id uuid,
  add column review text check (review in ('HELD', 'RELEASED', 'REFUSED'));

-- How much has been earned on a day by a member, with a member of staff or at a café; only of what the programme limits. Whoever
-- posts an earning adds to it first, and so holds the row.
create table earning_count (
  network_id uuid not null,
  counted text not null check (counted in ('MEMBER', 'STAFF', 'CAFE')),
  subject_id uuid not null,
  day date not null,
  orders bigint not null check (orders >= 0),
  points bigint not null check (points >= 0),
  primary key (network_id, counted, subject_id, day)
);
create index earning_count_day on earning_count (day);

-- Orders that have not earned at once.
create table earning_review (
  order_id uuid primary key,
  network_id uuid not null,
  cafe_id uuid not null,
  organisation_id uuid not null,
  customer_id uuid not null,
  -- Who answers for the sale.
  staff_id uuid,
  business_day date not null,
  points bigint not null check (points >= 0),
  reasons text[] not null,
  status text not null check (status in ('HELD', 'RELEASED', 'REFUSED')),
  hold_time timestamptz not null,
  reviewer_kind text,
  reviewer_id text,
  note text,
  review_time timestamptz
);
create index earning_review_cafe on earning_review (cafe_id, business_day, order_id);
create index earning_review_member on earning_review (customer_id);

-- The accounts of members of staff, as the auth service tells of them: who earns on a sale is compared with who sold it.
create table staff_account (
  staff_id uuid primary key,
  user_id uuid,
  version bigint not null
);
create index staff_account_user on staff_account (user_id);

call protect('earning_count');
call protect('earning_review');
call protect('staff_account');

do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('revoke update, delete on earning_review from %I', app);
  execute format('grant update (status, reviewer_kind, reviewer_id, note, review_time) on earning_review to %I', app);
end $$;
