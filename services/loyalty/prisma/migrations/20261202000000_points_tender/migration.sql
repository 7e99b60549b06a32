-- Of what was paid of an order and given back: what was points. By the rules, only what was paid with money may earn.
alter table earning
  add column points_paid bigint not null default 0,
  add column points_refunded bigint not null default 0;
