/** The databases and roles of the services, in whichever cluster is used. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { SetupError } from './setup-error.ts';

/** What one service connects with. */
export interface ServiceDatabase {
  /** As the role that runs the service: sees only what row-level security lets it see. */
  url: string;
  /** As the role that owns and migrates the schema. */
  migrationUrl: string;
  /** As the auditor: reads everything, changes nothing. */
  auditUrl: string;
}

/** Password of each role, by role name. */
export type RolePasswords = Record<string, string>;

/** Name of a service's database and of its application role. */
export function databaseName(service: string): string {
  return `sippy_${service.replaceAll('-', '_')}`;
}

/** The role that reads all services' databases past row-level security. */
export const auditRole = 'sippy_audit';

/** A random password for each role these services need that has none in `known`. */
export function rolePasswords(services: readonly string[], known: RolePasswords = {}): RolePasswords {
  const roles = [auditRole, ...services.flatMap((s) => [databaseName(s), `${databaseName(s)}_owner`])];
  return Object.fromEntries(
    roles.map((role) => [role, known[role] ?? randomBytes(24).toString('base64url')]),
  );
}

/**
 * Makes the roles and databases of these services where they are missing and sets the roles' passwords;
 * running it again changes nothing else. `adminUrl` must be a superuser, or a role that may create
 * roles and databases and bypass row-level security. Returns the URLs by service name.
 */
export async function provisionDatabases(
  adminUrl: string,
  services: readonly string[],
  passwords: RolePasswords,
): Promise<Record<string, ServiceDatabase>> {
  const admin = await connectAdmin(adminUrl);
  try {
    await provisionRoles(admin, services, passwords);
    const { rows } = await admin.query<{ datname: string }>('select datname from pg_database');
    const existing = new Set(rows.map((r) => r.datname));
    for (const service of services) {
      const name = databaseName(service);
      if (!existing.has(name)) {
        await admin.query(
          `create database ${name} owner ${name}_owner template template0 strategy file_copy`,
        );
      }
      await admin.query(`revoke connect, temporary on database ${name} from public`);
      await admin.query(`grant connect on database ${name} to ${name}, ${auditRole}`);
    }
  } finally {
    await admin.end();
  }
  return databaseUrls(adminUrl, services, passwords);
}

/** What each service connects with, by its name; asks nobody. */
export function databaseUrls(
  adminUrl: string,
  services: readonly string[],
  passwords: RolePasswords,
): Record<string, ServiceDatabase> {
  return Object.fromEntries(services.map((s) => [s, urlsOf(adminUrl, s, passwords)]));
}

async function connectAdmin(adminUrl: string): Promise<pg.Client> {
  const admin = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  admin.on('error', () => {});
  try {
    await admin.connect();
    return admin;
  } catch (error) {
    const cure = process.env.DATABASE_URL
      ? 'check that DATABASE_URL names a PostgreSQL 18 that runs, or unset it to have one started'
      : 'npm run status shows whether PostgreSQL runs; npm run reset begins afresh';
    throw new SetupError(`PostgreSQL does not let us in: ${(error as Error).message}`, cure, {
      cause: error,
    });
  }
}

/** Makes the roles of these services where they are missing, and sets their passwords. */
export async function provisionRoles(
  admin: pg.ClientBase,
  services: readonly string[],
  passwords: RolePasswords,
): Promise<void> {
  await ensureRole(admin, auditRole, 'bypassrls', passwords);
  await admin.query(`grant pg_read_all_data to ${auditRole}`);
  for (const service of services) {
    const name = databaseName(service);
    await ensureRole(admin, `${name}_owner`, 'bypassrls', passwords);
    await ensureRole(admin, name, 'nobypassrls', passwords);
    // The creator of a database must be able to act as its owner; a superuser is anyway.
    await admin.query(`grant ${name}_owner to current_user`);
  }
}

async function ensureRole(
  admin: pg.ClientBase,
  name: string,
  rights: 'bypassrls' | 'nobypassrls',
  passwords: RolePasswords,
): Promise<void> {
  const { rowCount } = await admin.query('select 1 from pg_roles where rolname = $1', [name]);
  if (rowCount === 0)
    await admin.query(`create role ${name} login nosuperuser nocreatedb nocreaterole ${rights}`);
  const password = passwords[name];
  if (password === undefined) throw new Error(`No password was given for the role ${name}.`);
  await admin.query(`alter role ${name} login password ${admin.escapeLiteral(password)}`);
}

function urlsOf(adminUrl: string, service: string, passwords: RolePasswords): ServiceDatabase {
  const name = databaseName(service);
  const as = (role: string) => {
    const url = new URL(adminUrl);
    url.username = role;
    url.password = passwords[role] ?? '';
    url.pathname = `/${name}`;
    return url.href;
  };
  return { url: as(name), migrationUrl: as(`${name}_owner`), auditUrl: as(auditRole) };
}
