/** The rules of `npm start` and its companions, on the whole running system. One story, told in order. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../paths.ts';
import { identify, type ProcessId, readRecord } from '../record.ts';
import type { RunFile } from '../run-file.ts';
import { DAY } from '../seed/day-plan.ts';
import { thingsToTry } from '../summary.ts';
import { survivors, temporaryHome } from './fixture.ts';
import { type Npm, npmIn, startSession } from './npm.ts';

const execute = promisify(execFile);
const { home, remove } = temporaryHome();
const npm: Npm = npmIn(home, { GATEWAY_PORT: '8080' });
let blocker: Server;
let first: ProcessId[];

beforeAll(async () => {
  // Taken by us, or by whoever has it already.
  blocker = createServer()
    .listen(8080, '127.0.0.1')
    .on('error', () => {});
});

afterAll(async () => {
  await npm.run('stop');
  blocker.close();
  remove();
}, 60_000);

const runFile = (): RunFile => JSON.parse(readFileSync(join(home, 'run.json'), 'utf8'));
const recorded = (): ProcessId[] => readRecord(home)?.parts ?? [];
const shell = async (command: string, env = {}) =>
  (await execute('bash', ['-c', command], { cwd: projectRoot, env: { ...process.env, ...env } })).stdout;

test('start --detach returns once every part is healthy, and a taken port is named', async () => {
  const { code, output } = await npm.run('start', '--detach');
  expect(output).toContain('Sippy is running.');
  expect(code).toBe(0);
  expect(output).toMatch(/port 8080 is taken, gateway uses \d+/);
  first = recorded();
  expect(survivors(first)).toHaveLength(first.length);
  const status = await npm.run('status', '--json');
  expect(status.code).toBe(0);
  const { parts } = JSON.parse(status.output);
  expect(parts.map((p: { name: string }) => p.name).sort()).toEqual(
    ['gateway', 'host', 'nats', 'postgres', 'sandbox', 'static', 'valkey'].sort(),
  );
  expect(parts.every((p: { state: string }) => p.state === 'healthy')).toBe(true);
}, 120_000);

test('what it prints is there: gateway, API reference, inbox; run.json is for this user only', async () => {
  const { gatewayUrl, apiReferenceUrl, inboxUrl, demo } = runFile();
  for (const url of [`${gatewayUrl}/healthz`, apiReferenceUrl, inboxUrl]) {
    expect((await fetch(url)).status, url).toBe(200);
  }
  expect(demo?.logins.map((l) => l.role)).toContain('OWNER');
  expect(statSync(join(home, 'run.json')).mode & 0o777).toBe(0o600);
});

test('the curl that places and pays an order works as printed, and twice sells once', async () => {
  const [trial] = thingsToTry(runFile());
  const once = await shell(trial?.command ?? '');
  expect(once).toMatch(/"status":"(PAYMENT_STATUS_)?CAPTURED"/);
  const ids = (text: string) =>
    [...text.matchAll(/"(?:orderId|paymentId|receiptNumber)":"([^"]+)"/g)].map((m) => m[1]);
  expect(ids(await shell(trial?.command ?? ''))).toEqual(ids(once));
});

test('the other things to try work as printed', async () => {
  const [, menu, watch] = thingsToTry(runFile());
  expect(await shell(menu?.command ?? '')).toContain('200 OK');
  const watching = startSession('bash', ['-c', `exec ${watch?.command}`], { SIPPY_HOME: home });
  await watching.until('live');
  watching.interrupt();
  await watching.ended;
}, 90_000);

test('every demo login signs in', async () => {
  const { gatewayUrl, demo } = runFile();
  for (const { email, password } of demo?.logins ?? []) {
    const response = await fetch(`${gatewayUrl}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    expect(response.status, email).toBe(200);
  }
});

test('a start beside a running one says so and changes nothing', async () => {
  const { code, output } = await npm.run('start');
  expect(code).toBe(0);
  expect(output).toContain('already running');
  expect(recorded()).toEqual(first);
}, 20_000);

test('stop leaves no process, and status says that nothing runs', async () => {
  expect((await npm.run('stop')).code).toBe(0);
  expect(survivors(first)).toEqual([]);
  expect(existsSync(join(home, 'run.json'))).toBe(false);
  expect((await npm.run('status')).code).toBe(1);
}, 60_000);

// Ten seconds on a machine of its own; here other tests run beside it.
test('a second start is quick and finds the data of the first', async () => {
  const begun = Date.now();
  const session = npm.open('start');
  await session.until('Ctrl-C stops everything');
  expect(Date.now() - begun).toBeLessThan(25_000);
  const { adminUrl } = runFile();
  const { default: pg } = await import('pg');
  const url = new URL(adminUrl);
  url.pathname = '/sippy_order';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const { rows } = await client.query('select count(*)::int as n from "order"');
  await client.end();
  const seeded = Object.values(DAY).reduce((sum, count) => sum + count, 0);
  expect(rows[0].n).toBe(seeded + 1);
  // Killed without a chance to end anything.
  const { supervisor, parts } = readRecord(home) ?? { parts: [] };
  process.kill(supervisor?.pid ?? 0, 'SIGKILL');
  await session.ended;
  expect(survivors(parts)).toHaveLength(parts.length);
  first = parts;
}, 60_000);

test('after a kill the next start ends what was left; Ctrl-C ends all and leaves no process', async () => {
  const session = npm.open('start');
  await session.until('Ctrl-C stops everything');
  expect(survivors(first)).toEqual([]);
  const parts = recorded();
  expect(survivors(parts)).toHaveLength(parts.length);
  session.interrupt();
  const { output } = await session.ended;
  expect(output).toContain('Ended what a killed start had left');
  expect(output).toContain('Everything has stopped');
  expect(survivors(parts)).toEqual([]);
}, 60_000);

test('reset asks first; without an answer it changes nothing, with --yes it wipes all data', async () => {
  expect((await npm.run('reset')).code).toBe(1);
  expect(existsSync(join(home, 'data', 'postgres'))).toBe(true);
  expect((await npm.run('reset', '--yes')).code).toBe(0);
  expect(existsSync(join(home, 'data'))).toBe(false);
}, 20_000);

test('a step that fails says which, why and the cure, and stops what was started', async () => {
  const elsewhere = temporaryHome();
  try {
    const broken = npmIn(elsewhere.home, { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
    const { code, output } = await broken.run('start', '--detach');
    expect(code).toBe(1);
    expect(output).toMatch(/✖ Make databases and roles/);
    expect(output).toMatch(/why: .*ECONNREFUSED/);
    expect(output).toMatch(/cure: .*DATABASE_URL/);
    expect(readRecord(elsewhere.home)).toBeUndefined();
    expect(identify(process.pid)).toBeDefined();
  } finally {
    elsewhere.remove();
  }
}, 60_000);
