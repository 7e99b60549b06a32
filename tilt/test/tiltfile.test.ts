/** Tilt itself is not needed here: a stand-in reads the Tiltfile, and what it names is started. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answersHttp } from '../infrastructure/server.ts';
import { projectRoot } from '../paths.ts';
import { serviceNames } from '../setup.ts';
import { temporaryHome } from './fixture.ts';

const run = promisify(execFile);

interface Resource {
  name: string;
  serve_cmd?: string[];
  cmd?: string[];
  resource_deps?: string[];
  deps?: string[];
  labels: string[];
  auto_init?: boolean;
  readiness_probe?: { http_get?: { port: number; path: string }; exec?: { command: string[] } };
}

interface Named {
  resources: Resource[];
  buttons: { name: string; text: string }[];
  commands: { name: string; args: string[]; start_on: { ui_buttons: string[] } }[];
}

const { home, remove } = temporaryHome();
// Tilt has the PATH of its user, whose Node may be an older one.
const own = join('node_modules', '.bin');
const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes(own));
const env = { ...process.env, PATH: path.join(delimiter), SIPPY_HOME: home, SIPPY_DEMO_SALES: 'no' };
const children: ChildProcess[] = [];
let named: Named;

beforeAll(async () => {
  const { stdout } = await run('python3', ['tilt/test/tiltfile.py'], { cwd: projectRoot, env });
  named = JSON.parse(stdout);
}, 60_000);

afterAll(async () => {
  const ended = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of children.toReversed()) child.kill('SIGTERM');
  await Promise.race([Promise.all(ended), sleep(20_000)]);
  for (const child of children) child.kill('SIGKILL');
  remove();
}, 30_000);

test('every service is a resource of its own, and nothing hosts them together', () => {
  const names = named.resources.map((r) => r.name);
  for (const service of serviceNames()) expect(names).toContain(service);
  expect(names).not.toContain('host');
  expect(new Set(names).size).toBe(names.length);
});

test('every resource has a label, every server a readiness probe and files that restart it or none', () => {
  for (const { name, labels, serve_cmd, readiness_probe } of named.resources) {
    expect(labels, name).toHaveLength(1);
    expect(Boolean(readiness_probe), name).toBe(serve_cmd !== undefined);
  }
});

test('what a resource waits for and what it watches exist', () => {
  const names = named.resources.map((r) => r.name);
  for (const { name, resource_deps = [], deps = [] } of named.resources) {
    expect(names, name).toEqual(expect.arrayContaining(resource_deps));
    for (const path of deps)
      expect(existsSync(join(projectRoot, path)) || existsSync(path), `${name}: ${path}`).toBe(true);
  }
});

test('a saved file of a service restarts that service, and one of the kit restarts all', () => {
  for (const service of serviceNames()) {
    const deps = named.resources.find((r) => r.name === service)?.deps;
    expect(deps).toContain(`services/${service}/src`);
    expect(deps).toContain('services/kit/src');
  }
});

test('there are buttons for test, reset and replay, each with a command that exists', () => {
  expect(named.buttons.map((b) => b.text)).toEqual(['Test', 'Reset', 'Replay']);
  for (const { name } of named.buttons) {
    const command = named.commands.find((c) => c.start_on.ui_buttons.includes(name));
    expect(command?.args.length, name).toBeGreaterThan(0);
  }
});

test('everything starts in the order of its dependencies and becomes ready, as in `tilt ci`', async () => {
  const waiting = new Map(named.resources.filter((r) => r.auto_init !== false).map((r) => [r.name, r]));
  const done = new Set<string>();
  const bring = async (resource: Resource) => {
    await (resource.serve_cmd ? serve(resource) : task(resource));
    done.add(resource.name);
  };
  while (waiting.size > 0) {
    const next = [...waiting.values()].filter((r) => (r.resource_deps ?? []).every((d) => done.has(d)));
    expect(next.length, `no way on from ${[...done].join(', ')}`).toBeGreaterThan(0);
    // A few at a time: other tests run on these cores as well.
    const few = next.slice(0, 3);
    for (const { name } of few) waiting.delete(name);
    await Promise.all(few.map(bring));
  }
  expect(done).toContain('seed');
}, 400_000);

async function task({ name, cmd = [] }: Resource): Promise<void> {
  const [command = '', ...args] = cmd;
  await run(command, args, { cwd: projectRoot, env }).catch((error: Error) => {
    throw new Error(`${name}: ${error.message}`);
  });
}

async function serve({ name, serve_cmd = [], readiness_probe }: Resource): Promise<void> {
  const [command = '', ...args] = serve_cmd;
  const child = spawn(command, args, { cwd: projectRoot, env, stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(child);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-4000);
  });
  const giveUp = Date.now() + 120_000;
  while (!(await isReady(readiness_probe))) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || Date.now() > giveUp) throw new Error(`${name} is not ready: ${said}`);
    await sleep(100);
  }
}

async function isReady(probe: Resource['readiness_probe']): Promise<boolean> {
  if (probe?.http_get) return answersHttp(`http://127.0.0.1:${probe.http_get.port}${probe.http_get.path}`);
  const [command = '', ...args] = probe?.exec?.command ?? [];
  return run(command, args, { cwd: projectRoot, env }).then(
    () => true,
    () => false,
  );
}
