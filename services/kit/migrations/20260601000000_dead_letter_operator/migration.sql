-- Who gave an event up; null while nobody has.
alter table dead_letter add column operator text;
