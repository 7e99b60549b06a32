-- Whether an order has earned the bonus of a birthday, and the year in which a member had the newest one. The birthday is not kept.
alter table earning add column is_birthday boolean not null default false;
alter table member add column birthday_year integer;
do $$
declare app text := (select value from database_setting where name = 'application_role');
begin
  execute format('grant update (birthday_year) on member to %I', app);
end $$;
