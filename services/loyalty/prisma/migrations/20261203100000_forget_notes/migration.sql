-- A note beside a movement can name a person, so it can be forgotten; nothing else of a movement ever changes.
create function refuse_all_but_forgetting() returns trigger language plpgsql as $$
begin
  if new.note is null and to_jsonb(new) - 'note' = to_jsonb(old) - 'note' then return new; end if;
  raise exception 'the ledger is never changed: post a reversal' using errcode = 'restrict_violation';
end $$;
drop trigger entry_set_stays on entry_set;
create trigger entry_set_stays before delete or truncate on entry_set
  for each statement execute function refuse_change();
create trigger entry_set_keeps before update on entry_set
  for each row execute function refuse_all_but_forgetting();
do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('grant update (note) on entry_set to %I', app);
end $$;
