-- When something personal was taken out of an event; null for all that are as they were written.
alter table event add column redacted_time timestamptz;

-- Puts events without what was personal in them in the place of those with it: nothing else of a fact ever changes, so nothing
-- else can be given. Open to the service's role within its own scope, which may not change events in any other way.
create function redact_events(ids uuid[], envelopes bytea[]) returns void
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not in_service_scope() then raise exception 'events are redacted by the service itself' using errcode = '42501'; end if;
  update event e set envelope = n.envelope, redacted_time = now()
  from unnest(ids, envelopes) as n (id, envelope) where e.id = n.id;
end $$;
