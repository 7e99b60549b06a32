-- Accounts, sessions, staff and devices. Times come from the service's clock.

-- People with an account of their own; they belong to no organisation. A null password_hash lets nobody sign in.
create table user_account (
  user_id uuid primary key,
  email text not null constraint user_account_email unique check (email = lower(email)),
  name text not null,
  password_hash text,
  verified_time timestamptz,
  version bigint not null default 1,
  created_time timestamptz not null
);
alter table user_account enable row level security;
alter table user_account force row level security;
create policy scope on user_account
  using (in_service_scope() or user_id = any (scope_ids('customer')))
  with check (in_service_scope() or user_id = any (scope_ids('customer')));

-- Members of staff of an organisation, with or without an account.
create table staff (
  staff_id uuid primary key,
  organisation_id uuid not null,
  user_id uuid references user_account,
  name text not null,
  email text check (email = lower(email)),
  status text not null default 'ACTIVE' check (status in ('ACTIVE', 'DEACTIVATED')),
  version bigint not null default 1,
  created_time timestamptz not null,
  constraint staff_user unique (organisation_id, user_id)
);
create index staff_name on staff (organisation_id, name, staff_id);
create index staff_account on staff (user_id) where user_id is not null;

-- What a member of staff may do at a café, or in the whole organisation where cafe_id is null.
create table staff_right (
  staff_id uuid not null references staff,
  organisation_id uuid not null,
  cafe_id uuid,
  role text not null check (role in ('OWNER', 'MANAGER', 'BARISTA', 'KITCHEN', 'ACCOUNTANT')),
  extra_permissions text[] not null default '{}',
  right_id uuid primary key default uuidv7(),
  constraint staff_right_place unique nulls not distinct (staff_id, cafe_id),
  -- The organisation itself is managed everywhere or not at all.
  constraint staff_right_owner check (cafe_id is null or (role <> 'OWNER' and not 'organisation.manage' = any (extra_permissions)))
);
create index staff_right_cafe on staff_right (organisation_id, cafe_id);

-- The PIN of a member of staff. failed_count counts tries since the last right one and is charged before the try.
create table staff_pin (
  staff_id uuid primary key references staff,
  organisation_id uuid not null,
  pin_hash text not null,
  failed_count integer not null default 0,
  locked_time timestamptz,
  version bigint not null default 1
);

create table device (
  device_id uuid primary key,
  organisation_id uuid not null,
  cafe_id uuid not null,
  name text not null,
  kind text not null check (kind in ('POS', 'KITCHEN_DISPLAY')),
  version bigint not null default 1,
  paired_time timestamptz not null,
  revoked_time timestamptz
);
create index device_cafe on device (cafe_id, name, device_id);

-- A code with which one device can be paired. Only its hash is kept.
create table pairing_code (
  code_hash bytea primary key,
  organisation_id uuid not null,
  cafe_id uuid not null,
  device_name text not null,
  device_kind text not null check (device_kind in ('POS', 'KITCHEN_DISPLAY')),
  caller text not null,
  request_id uuid not null,
  expires_time timestamptz not null,
  constraint pairing_code_request unique (caller, request_id)
);
create index pairing_code_expiry on pairing_code (expires_time);

-- One sign-in and all that follows from it. expires_time moves with each refresh, ends_time does not.
create table session (
  session_id uuid primary key,
  kind text not null check (kind in ('USER', 'STAFF', 'DEVICE')),
  user_id uuid references user_account,
  staff_id uuid references staff,
  device_id uuid references device,
  organisation_id uuid,
  cafe_id uuid,
  user_agent text not null,
  ip text not null,
  created_time timestamptz not null,
  last_used_time timestamptz not null,
  expires_time timestamptz not null,
  ends_time timestamptz not null,
  revoked_time timestamptz,
  revoked_for text,
  constraint session_subject check (
    case kind
      when 'USER' then user_id is not null and staff_id is null and device_id is null
      when 'STAFF' then staff_id is not null and device_id is not null and user_id is null
      else device_id is not null and staff_id is null and user_id is null
    end
  )
);
create index session_user_live on session (user_id) where revoked_time is null and user_id is not null;
create index session_staff_live on session (staff_id) where revoked_time is null and staff_id is not null;
create index session_device_live on session (device_id) where revoked_time is null and device_id is not null;
create index session_expiry on session (expires_time);
alter table session enable row level security;
alter table session force row level security;
create policy scope on session
  using (in_service_scope() or user_id = any (scope_ids('customer'))
    or organisation_id = any (scope_ids('organisation')) or cafe_id = any (scope_ids('cafe')))
  with check (in_service_scope());

-- Hashes of a session's refresh tokens: one that is live, and those spent, by which a second use is known.
-- Token and salt together give the token that followed it; neither does alone.
create table refresh_token (
  token_hash bytea primary key,
  session_id uuid not null references session on delete cascade,
  made_time timestamptz not null,
  spent_time timestamptz,
  salt bytea,
  request_hash bytea
);
create unique index refresh_token_live on refresh_token (session_id) where spent_time is null;
create index refresh_token_session on refresh_token (session_id);
create index refresh_token_spent on refresh_token (spent_time) where spent_time is not null;

-- Hashes of the tokens in mailed links. Using one deletes it and its siblings.
create table link_token (
  token_hash bytea primary key,
  purpose text not null check (purpose in ('VERIFY', 'RESET', 'INVITE')),
  user_id uuid references user_account,
  staff_id uuid references staff,
  expires_time timestamptz not null,
  constraint link_token_subject check ((purpose = 'INVITE') = (staff_id is not null) and (purpose <> 'INVITE') = (user_id is not null))
);
create index link_token_user on link_token (user_id, purpose) where user_id is not null;
create index link_token_staff on link_token (staff_id) where staff_id is not null;
create index link_token_expiry on link_token (expires_time);

-- Mail to be sent. It names what to say, not the words: links get their token when they are sent. Sent ones are deleted.
create table mail (
  mail_id uuid primary key,
  kind text not null check (kind in ('REGISTERED', 'VERIFY', 'FORGOT', 'INVITED', 'PASSWORD_CHANGED')),
  recipient text not null,
  staff_id uuid,
  attempts integer not null default 0,
  next_time timestamptz not null,
  created_time timestamptz not null
);
create index mail_next on mail (next_time);

call protect('staff');
call protect('staff_right');
call protect('staff_pin');
call protect('device');
call protect('pairing_code');
-- Secrets: for the service itself only.
do $$
declare name text;
begin
  foreach name in array array['refresh_token', 'link_token', 'mail'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy scope on %I using (in_service_scope()) with check (in_service_scope())', name);
  end loop;
end $$;
