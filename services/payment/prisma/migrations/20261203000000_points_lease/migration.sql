-- A lease of points that was granted before: the payment spends out of it.
alter table payment add column lease_id uuid;
