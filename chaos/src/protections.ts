/** Ways to take a protection away from outside. */
import type { Stage } from './scenario.ts';

/** Inboxes take an event as often as it comes: their primary keys are gone. */
export async function forgetInboxes({ databases }: Stage): Promise<void> {
  for (const service of databases.services)
    await databases.rows(service, 'alter table inbox drop constraint inbox_pkey');
}

/** Every relay believes that it is the only one: the lock is granted to all who ask. Hosts must be started after it. */
export async function grantEveryLock({ databases }: Stage, service: string): Promise<void> {
  await databases.rows(
    service,
    `create or replace function public.pg_try_advisory_lock(integer, integer) returns boolean
     language sql as 'select true'`,
  );
  await searchPublicFirst(databases, service);
}

/** Concurrent changes of one order's money do not notice each other: the version they compare never changes. */
export async function freezeAccountVersions({ databases }: Stage): Promise<void> {
  await databases.rows(
    'payment',
    `create function keep_version() returns trigger language plpgsql as $$
     begin new.version := old.version; return new; end $$`,
  );
  await databases.rows(
    'payment',
    'create trigger keep_version before update on payable for each row execute function keep_version()',
  );
}

/** Whoever settles a month finds no row of the network to lock, and takes a while over it, which by itself harms nothing: what is posted meanwhile is in no figures. */
export async function leaveNetworksUnlocked({ databases }: Stage): Promise<void> {
  for (const text of [
    `create policy none_to_lock on network as restrictive for update using (current_query() not like '%for update%')`,
    `create function take_a_while() returns trigger language plpgsql as $$
     begin perform pg_sleep(0.3); return new; end $$`,
    'create trigger take_a_while before insert on period for each row execute function take_a_while()',
  ])
    await databases.rows('settlement', text);
}

/** The same, and a month can have as many periods as there are who lock it. */
export async function lockMonthsTwice(stage: Stage): Promise<void> {
  await leaveNetworksUnlocked(stage);
  await stage.databases.rows('settlement', 'alter table period drop constraint period_network_id_month_key');
}

/** What has been asked before is forgotten, as if the rows had never been kept. */
export async function forgetRequests({ databases }: Stage): Promise<void> {
  for (const service of databases.services) await databases.rows(service, 'delete from request');
  await databases.rows('payment', 'update payment set request_key = gen_random_uuid()');
}

/** A commit is acknowledged before it is on disk, and stays in memory for ten seconds. */
export async function commitCarelessly({ databases, system }: Stage): Promise<void> {
  await databases.rows('order', 'alter system set synchronous_commit = off');
  await databases.rows('order', `alter system set wal_writer_delay = '10s'`);
  await databases.rows('order', `alter system set wal_writer_flush_after = '1GB'`);
  await databases.rows('order', 'select pg_reload_conf()');
  for (const host of system.hosts) await system.kill(host);
  for (const host of system.hosts) await system.start(host);
}

/** What the databases say of the time is wrong by so much, to connections made from now on: a host as wrong as they believes itself right. */
export async function shiftDatabaseClocks({ databases }: Stage, minutes: number): Promise<void> {
  for (const service of databases.services) {
    await databases.rows(
      service,
      `create or replace function public.clock_timestamp() returns timestamptz language sql volatile as
       $$ select pg_catalog.clock_timestamp() + interval '${minutes} minutes' $$`,
    );
    await searchPublicFirst(databases, service);
  }
}

/** A schema that is named before pg_catalog is searched first; it counts for new connections. */
async function searchPublicFirst(databases: Stage['databases'], service: string): Promise<void> {
  await databases.rows(
    service,
    `do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$`,
  );
}
