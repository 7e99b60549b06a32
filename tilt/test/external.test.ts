import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Infrastructure, startInfrastructure } from '../infrastructure.ts';
import { readRecord } from '../record.ts';
import { temporaryHome } from './fixture.ts';
import { npmIn } from './npm.ts';

const { home, remove } = temporaryHome();
const theirs = temporaryHome();
let infrastructure: Infrastructure;

beforeAll(async () => {
  infrastructure = await startInfrastructure({ folder: theirs.home, durable: false });
});
afterAll(async () => {
  await infrastructure.stop();
  theirs.remove();
  remove();
});

test('where DATABASE_URL, NATS_URL and REDIS_URL are set, those are used and none is started', async () => {
  const npm = npmIn(home, {
    DATABASE_URL: infrastructure.postgresUrl,
    NATS_URL: infrastructure.natsUrl,
    REDIS_URL: infrastructure.redisUrl,
  });
  const { code, output } = await npm.run('start', '--detach', '--no-seed');
  try {
    expect(output).toContain('Sippy is running.');
    expect(code).toBe(0);
    const names = readRecord(home)?.parts.map((p) => p.name) ?? [];
    expect(names.sort()).toEqual(['gateway', 'host', 'sandbox', 'static']);
  } finally {
    await npm.run('stop');
  }
}, 120_000);
