-- When money was given back, which may be before it is told here; and movements of a café are listed by that time.
alter table refund add column refund_time timestamptz;
update refund set refund_time = create_time;
alter table refund alter column refund_time set not null;
create index refund_cafe_time on refund (cafe_id, refund_time desc, refund_id desc);
drop index refund_cafe;
