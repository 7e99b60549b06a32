-- A deleted station keeps its id: given to another one, that would tell of versions that the first has told of.
alter table station add column delete_time timestamptz;
