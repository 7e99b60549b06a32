import { migrate } from '@sippy/kit/migrate';
import { adminUrlOf, type BenchSystem } from './bench-system.ts';
import { runStatements } from './connect-database.ts';
import { hostEnvironment } from './host-environment.ts';

/** A migrated database of a service that nobody works on but the bench. */
export interface SpareDatabase {
  /** As the role of the service: row-level security applies. */
  url: string;
  drop(): Promise<void>;
}

/** Makes an empty database of a service, in the cluster of the system. */
export async function makeSpareDatabase(system: BenchSystem, service: string): Promise<SpareDatabase> {
  const name = `bench_${service}`;
  const forget = `drop database if exists ${name} with (force)`;
  await runStatements(system.adminUrl, forget, `create database ${name} template template0`);
  await migrate({
    url: adminUrlOf(system, name),
    applicationRole: `sippy_${service}`,
    migrations: new URL(`../../services/${service}/prisma/migrations/`, import.meta.url),
  });
  const url = new URL(hostEnvironment(system)[`${service.toUpperCase()}_DATABASE_URL`] ?? '');
  url.pathname = `/${name}`;
  return { url: url.href, drop: async () => void (await runStatements(system.adminUrl, forget)) };
}
