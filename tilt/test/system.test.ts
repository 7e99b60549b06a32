import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearLeftovers } from '../leftovers.ts';
import { endPart, identify, isAlive, readRecord, writeRecord } from '../record.ts';
import { SetupError } from '../setup-error.ts';
import { stopSystem } from '../stop.ts';
import { createSystem, logFileOf } from '../system.ts';
import { failingProcess, identifyAll, servingProcess, setupOf, survivors, temporaryHome } from './fixture.ts';

let home: string;
let remove: () => void;
beforeEach(() => {
  ({ home, remove } = temporaryHome());
});
afterEach(async () => {
  const record = readRecord(home);
  for (const part of record?.parts ?? []) await endPart(part, 100);
  remove();
});

const pidsOf = () => (readRecord(home)?.parts ?? []).map((p) => p.pid);

test('stopping ends every process that was started', async () => {
  const processes = [await servingProcess('a', 'infrastructure'), await servingProcess('b', 'services')];
  const system = createSystem(setupOf(home), processes);
  for (const process of processes) await system.start(process);
  const ids = identifyAll(pidsOf());
  expect(ids).toHaveLength(2);
  await system.stop();
  expect(survivors(ids)).toEqual([]);
  expect(readRecord(home)).toBeUndefined();
});

test('a process that ignores its stop signal is killed with its children', async () => {
  const part = await servingProcess('stubborn', 'services', { stubborn: true });
  const system = createSystem(setupOf(home), [part]);
  await system.start(part);
  const [recorded] = readRecord(home)?.parts ?? [];
  if (!recorded) throw new Error('nothing was recorded');
  await endPart(recorded, 200);
  expect(isAlive(recorded)).toBe(false);
  expect(groupMembers(recorded.pid)).toEqual([]);
});

test('a step that fails says which part, why and where to look', async () => {
  const part = failingProcess('broken', 'services', 'the reason it gives');
  const failure = (await createSystem(setupOf(home), [part])
    .start(part)
    .catch((error: unknown) => error)) as SetupError;
  expect(failure).toBeInstanceOf(SetupError);
  expect(failure.message).toBe('broken did not start: it ended.');
  expect(failure.cure).toContain(logFileOf(home, 'broken'));
  expect((failure.cause as { log: string }).log).toContain('the reason it gives');
});

test('nothing is started any more once a stop was asked for', async () => {
  const part = await servingProcess('late', 'services');
  const system = createSystem(setupOf(home), [part]);
  await system.stop();
  await expect(system.start(part)).rejects.toThrow('Stopped before it was started');
  expect(existsSync(logFileOf(home, 'late'))).toBe(false);
});

test('the loss of a process is told, its stopping is not', async () => {
  const part = await servingProcess('mortal', 'services');
  const system = createSystem(setupOf(home), [part]);
  await system.start(part);
  const lost = new Promise<string>((resolve) => {
    system.onLoss((p) => resolve(p.name));
  });
  process.kill(pidsOf()[0] ?? 0, 'SIGKILL');
  expect(await lost).toBe('mortal');
});

test('what a killed start left behind is ended by the next', async () => {
  const part = await servingProcess('orphan', 'services');
  await createSystem(setupOf(home), [part]).start(part);
  const ids = identifyAll(pidsOf());
  const record = readRecord(home);
  if (!record) throw new Error('nothing was recorded');
  // As if the supervisor had been another process that is gone.
  writeRecord(home, { ...record, supervisor: { pid: 4_000_000, born: 'never' } });
  expect(await clearLeftovers(home)).toEqual({ state: 'cleared', names: ['orphan'] });
  expect(survivors(ids)).toEqual([]);
});

test('a later process with a recorded number is not ours and is left alone', async () => {
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const id = identify(stranger.pid ?? 0);
  writeRecord(home, {
    hosting: 'together',
    parts: [
      { name: 'gone', label: 'services', pid: stranger.pid ?? 0, born: 'earlier', stopSignal: 'SIGTERM' },
    ],
  });
  expect(await clearLeftovers(home)).toEqual({ state: 'nothing' });
  await sleep(50);
  expect(id && isAlive(id)).toBe(true);
  stranger.kill('SIGKILL');
});

test('a detached system runs on, and stop finds and ends it', async () => {
  const part = await servingProcess('detached', 'services');
  const system = createSystem(setupOf(home), [part]);
  await system.start(part);
  system.release();
  const ids = identifyAll(pidsOf());
  expect((await clearLeftovers(home)).state).toBe('running');
  expect(await stopSystem(home)).toBe(1);
  expect(survivors(ids)).toEqual([]);
});

test('logs and records are for this user only', async () => {
  const part = await servingProcess('private', 'services');
  const system = createSystem(setupOf(home), [part]);
  await system.start(part);
  for (const file of [logFileOf(home, 'private'), join(home, 'processes.json')]) {
    expect(statSync(file).mode & 0o077).toBe(0);
  }
  writeFileSync(logFileOf(home, 'private'), '');
  await system.stop();
});

/** Living processes of a process group. */
function groupMembers(group: number): string[] {
  const listed = spawnSync('ps', ['-A', '-o', 'pgid=,pid=,stat=']).stdout.toString();
  return listed
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([pgid, , stat]) => Number(pgid) === group && !stat?.startsWith('Z'))
    .map(([, pid]) => pid ?? '');
}
