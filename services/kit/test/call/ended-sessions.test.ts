import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, type RunningServer, startServer } from '../../../../tilt/infrastructure/server.ts';
import { valkeyServer } from '../../../../tilt/infrastructure/valkey.ts';
import { locateTool } from '../../../../tilt/tools.ts';
import { connectRedis } from '../../src/cache/cache.ts';
import type { Principal } from '../../src/call/call.ts';
import { type EndedSessions, openEndedSessions, refuseEnded } from '../../src/call/ended-sessions.ts';
import { until } from '../fixtures.ts';

let folder: string;
let binary: string;
let port: number;
let server: RunningServer | undefined;
const undo: (() => void)[] = [];

const start = async () => {
  server = await startServer(valkeyServer({ binary, folder, port }), join(folder, 'valkey.log'));
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sippy-valkey-'));
  binary = (await locateTool('valkey')).path;
  port = await freePort();
  await start();
});

afterAll(async () => {
  for (const end of undo) end();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** One host's view; resolves once it listens. */
async function aHost(): Promise<EndedSessions> {
  const redis = connectRedis(`redis://127.0.0.1:${port}`, 'ended_');
  const ended = openEndedSessions(redis, 'ended_');
  undo.push(() => {
    ended.close();
    redis?.disconnect();
  });
  await until(() => redis?.status === 'ready');
  return ended;
}

const soon = () => new Date(Date.now() + 60_000);

test('a session that one host ends is ended at every other host, and at one that starts later', async () => {
  const [here, there] = [await aHost(), await aHost()];
  await until(async () => {
    await here.tell([{ sessionId: 'first', until: soon() }]);
    return there.has('first');
  });
  expect(here.has('first')).toBe(true);
  expect(there.has('another')).toBe(false);
  const late = await aHost();
  await until(() => late.has('first'));
});

test('without Valkey a host knows its own at once; all know again when Valkey is back, though it comes back empty', async () => {
  const [here, there] = [await aHost(), await aHost()];
  await server?.stop();
  const ended = [{ sessionId: 'second', until: soon() }];
  await here.tell(ended);
  expect(here.has('second')).toBe(true);
  expect(there.has('second')).toBe(false);
  await start();
  await until(async () => {
    await here.tell(ended);
    return there.has('second');
  });
  const late = await aHost();
  await until(() => late.has('second'));
});

test('what is over by itself is not kept', async () => {
  const here = await aHost();
  await here.tell([{ sessionId: 'old', until: new Date(Date.now() - 1) }]);
  expect(here.has('old')).toBe(false);
});

test('tokens of an ended session are refused, whether they were seen before or not; others are not', async () => {
  const here = await aHost();
  const principal = (sessionId?: string): Principal => ({
    ...{ kind: 'user', id: 'ada', grants: [], platform: [] },
    ...(sessionId ? { sessionId } : {}),
  });
  const seen = refuseEnded((token) => principal(token), here);
  const unseen = refuseEnded(async (token) => principal(token), here);
  expect(seen('third')).toMatchObject({ id: 'ada' });
  await here.tell([{ sessionId: 'third', until: soon() }]);
  expect(() => seen('third')).toThrow(/session of this access token has ended/);
  await expect(unseen('third')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(seen('fourth')).toMatchObject({ id: 'ada' });
  expect(seen('')).toMatchObject({ id: 'ada' });
});
