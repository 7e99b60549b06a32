-- Receipts to be sent by e-mail. Sent ones are deleted, and with them the address.
create table receipt_mail (
  mail_id uuid primary key,
  payment_id uuid not null references payment,
  recipient text not null,
  attempts integer not null default 0,
  next_time timestamptz not null,
  created_time timestamptz not null
);
create index receipt_mail_next on receipt_mail (next_time);
create index receipt_mail_payment on receipt_mail (payment_id);
-- It names no café, so it is for the service itself only.
call protect('receipt_mail');
