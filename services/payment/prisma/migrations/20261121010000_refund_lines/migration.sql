-- Units of the order's lines that a refund gives back, each with how many were sold and for how much; empty for an amount.
alter table refund add column lines jsonb not null default '[]' check (jsonb_typeof(lines) = 'array');
