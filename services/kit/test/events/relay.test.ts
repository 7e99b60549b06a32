import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/data/db.ts';
import { serviceScope } from '../../src/data/scope.ts';
import { statement } from '../../src/data/statement.ts';
import { type Bus, streamName } from '../../src/events/bus.ts';
import type { HostedEventLog } from '../../src/events/event-log.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import {
  applied,
  commitFacts,
  fact,
  range,
  recorder,
  testBus,
  testDatabase,
  testLog,
  until,
} from '../fixtures.ts';

describe('from the log to a consumer', () => {
  let db: Database;
  let test: TestDatabase;
  let bus: Bus;
  let events: HostedEventLog;

  beforeAll(async () => {
    ({ db, test } = await testDatabase());
    bus = testBus();
    events = testLog(db, bus);
    events.run([await recorder(test)]);
  });

  it('every committed event arrives once', async () => {
    await commitFacts(db, 0, 50);
    await until(async () => (await applied(db)).length === 50);
    expect(await applied(db)).toEqual(range(0, 50));
  });

  it('arrives within a few milliseconds of its commit', async () => {
    const samples: number[] = [];
    for (let n = 100; n < 110; n++) {
      const started = performance.now();
      await commitFacts(db, n, 1);
      await until(async () => (await applied(db)).includes(n));
      samples.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    expect(Math.min(...samples)).toBeLessThan(60);
  });

  it('a transaction that is rolled back leaves no event', async () => {
    await expect(
      db.transaction(serviceScope, async (tx) => {
        await tx.append([fact(900)]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await commitFacts(db, 901, 1);
    await until(async () => (await applied(db)).includes(901));
    expect(await applied(db)).not.toContain(900);
  });

  it('an event waits for every transaction that began before it', async () => {
    const slow = await db.connect();
    await slow.query('begin');
    await slow.query('select pg_current_xact_id()');
    await commitFacts(db, 910, 1);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await applied(db)).not.toContain(910);
    await slow.query('rollback');
    await until(async () => (await applied(db)).includes(910));
    await slow.end();
  });

  it('carries the id of the event as message id, and moves its cursor only when the stream has it', async () => {
    const link = bus.link();
    if (!link) throw new Error('no link');
    const { state } = await link.jsm.streams.info(streamName(bus, 'alpha'));
    const cursor = statement<{ sequence: bigint }>('test_cursor', 'select sequence from relay_cursor');
    const [row] = await db.read(serviceScope, cursor, []);
    expect(Number(row?.sequence)).toBe(state.last_seq);
    expect(state.messages).toBe((await applied(db)).length);
  });
});
