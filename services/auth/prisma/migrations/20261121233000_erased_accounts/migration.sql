-- An account whose person had it removed: the row stays for what refers to it, and nobody is found by it.
alter table user_account add column erased_time timestamptz;
