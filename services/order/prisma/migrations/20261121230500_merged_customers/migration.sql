-- Customers whose records were merged into another's. Their orders stay as they were written: whoever asks for the kept one's
-- gets these too.
create table merged_customer (
  customer_id uuid primary key,
  into_customer_id uuid not null,
  organisation_id uuid not null
);
create index merged_customer_into on merged_customer (into_customer_id);

call protect('merged_customer');
