-- What a person has paid, for the file that they are given.
create index payment_customer on payment (customer_id, payment_id) where customer_id is not null;
