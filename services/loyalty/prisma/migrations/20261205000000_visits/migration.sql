-- What was earned in a month, for counting who came back. Its days only grow, so adding to it is cheap.
create index entry_set_earned on entry_set (network_id, business_day) where kind = 'EARN';
