/** The books of a whole Sippy that has sold in every way there is, and whose services have been stopped since. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '@sippy/sdk/node';
import pg from 'pg';
import { vi } from 'vitest';
import { type RunningSystem, startSystem } from '../../../test/running-system.ts';
import { allChecks } from '../src/audit/all-checks.ts';
import { type Result, runAudit } from '../src/audit/run-audit.ts';
import { type Earned, earnAndSpend } from './audit-points-sales.ts';
import { type Sold, sellEveryWay } from './audit-sales.ts';
import { type Settled, settleAMonth } from './audit-settlement.ts';

export interface StillBooks {
  system: RunningSystem;
  sold: Sold & Earned & Settled;
  /** Runs all checks, or these. Whatever is written down is old enough to be judged. */
  audit(...names: string[]): Promise<Result[]>;
  /** Runs a statement in a service's database past every rule but those of the tables themselves. */
  write(service: string, sql: string, params?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Does some work and puts the tables, named `service.table`, back to what they held. */
  restoring<T>(tables: readonly string[], work: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export async function stillBooks(): Promise<StillBooks> {
  const system = await startSystem();
  const clients = new Map<string, pg.Client>();
  const audit = (...names: string[]) =>
    runAudit(
      allChecks().filter(({ name }) => names.length === 0 || names.includes(name)),
      { auditUrls: system.run.auditUrls, natsUrl: system.run.natsUrl, graceSeconds: 0, limit: 20 },
    );
  const write: StillBooks['write'] = async (service, sql, params = []) => {
    let client = clients.get(service);
    if (!client) {
      client = new pg.Client({ connectionString: system.adminUrl(service) });
      clients.set(service, client);
      await client.connect();
      await client.query(`set session_replication_role = replica; create schema if not exists kept`);
    }
    return (await client.query(sql, params)).rows;
  };
  const sippy = connect({ url: system.run.gatewayUrl });
  await sippy.signIn(system.owner);
  const cafeIds = system.run.demo.cafes.map(({ cafeId }) => cafeId);
  const sold = {
    ...(await sellEveryWay(sippy, cafeIds)),
    ...(await earnAndSpend(sippy, cafeIds[0] ?? '')),
    ...(await settleAMonth(sippy)),
  };
  sippy.close();
  // As if the second look at what was forgotten, two weeks later, had been.
  await write('customer', 'update erasure set complete_time = erase_time');
  await untilRight(audit, async () => [
    ...(await write(
      'payment',
      `select payment_id from payment where check_time < now() + interval '10 minutes'`,
    )),
    ...(await write(
      'payment',
      `select refund_id from refund where check_time < now() + interval '10 minutes'`,
    )),
  ]);
  endServices(system.home);
  return {
    system,
    sold,
    audit,
    write,
    async restoring(tables, work) {
      const named = tables.map((name) => name.split('.') as [string, string]);
      for (const [service, table] of named)
        await write(service, `create table kept."${table}" as table public."${table}"`);
      try {
        return await work();
      } finally {
        for (const [service, table] of named) {
          await write(service, `delete from public."${table}"`);
          await write(
            service,
            `insert into public."${table}" overriding system value select * from kept."${table}"`,
          );
          await write(service, `drop table kept."${table}"`);
        }
      }
    },
    async stop() {
      await Promise.all([...clients.values()].map((client) => client.end()));
      await system.stop();
    },
  };
}

/** What was sold last is still on its way between the services, and cards are asked after. */
function untilRight(audit: () => Promise<Result[]>, waiting: () => Promise<object[]>): Promise<void> {
  const right = async () => {
    const wrong = [...(await audit()).filter(({ broken }) => broken > 0), ...(await waiting())];
    if (wrong.length > 0) throw new Error(JSON.stringify(wrong, undefined, 2));
  };
  return vi.waitFor(right, { timeout: 20_000, interval: 200 });
}

/** Nothing mends what a test damages, or is at work on it. */
function endServices(home: string): void {
  const { parts } = JSON.parse(readFileSync(join(home, 'processes.json'), 'utf8')) as {
    parts: { name: string; pid: number; label: string }[];
  };
  for (const { label, pid } of parts) if (label === 'services') process.kill(pid, 'SIGKILL');
}
