-- A customer whose record was merged into another's: whoever locks this member locks that one. What they had is the other's.
alter table member add column merged_into_id uuid;
create index member_merged on member (merged_into_id) where merged_into_id is not null;

alter table entry_set drop constraint entry_set_kind_check;
alter table entry_set add constraint entry_set_kind_check
  check (kind in ('EARN', 'HOLD', 'REDEEM', 'VOID', 'EXPIRE', 'REVERSE', 'ADJUST', 'COVER', 'MERGE'));

-- Whose a lot is can change; what it is stays.
do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('grant update (customer_id) on lot to %I', app);
  execute format('grant update (merged_into_id) on member to %I', app);
end $$;
