import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/data/db.ts';
import { DatabaseAway, isDatabaseAway, isTimeout } from '../../src/data/db-errors.ts';
import { cafeScope, noScope, serviceScope } from '../../src/data/scope.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import { cleanup } from '../cleanup.ts';
import { endConnections, until } from '../fixtures.ts';
import { all, boom, cafeA, cafeB, rename, setting, sleep, thingsDatabase } from './things-fixture.ts';

let db: Database;
let test: TestDatabase;

beforeAll(async () => {
  ({ db, test } = await thingsDatabase());
});

describe('lanes', () => {
  it('run each statement under its own scope, which ends with it', async () => {
    const own = openDatabase({ url: test.url, service: 'alpha', readLanes: 1, commandLanes: 1 });
    cleanup(() => own.close());
    const scopes = [cafeScope(cafeA), noScope, serviceScope, cafeScope(cafeB), cafeScope(cafeA)];
    const told = await Promise.all(scopes.map((scope) => own.read(scope, setting, [])));
    expect(told.flat().map(({ scope }) => scope)).toEqual([
      `cafe:${cafeA}`,
      '',
      'service',
      `cafe:${cafeB}`,
      `cafe:${cafeA}`,
    ]);
  });

  it('show a statement nothing of a neighbour’s scope, even if that neighbour has failed', async () => {
    const own = openDatabase({ url: test.url, service: 'alpha', readLanes: 1 });
    cleanup(() => own.close());
    await own.read(noScope, all, []);
    const [seen, failed, unseen, ofB] = await Promise.allSettled([
      own.read(serviceScope, all, []),
      own.read(serviceScope, boom, [0]),
      own.read(noScope, all, []),
      own.read(cafeScope(cafeB), all, []),
    ]);
    expect(seen).toMatchObject({ status: 'fulfilled', value: { length: 3 } });
    expect(failed?.status).toBe('rejected');
    expect(unseen).toEqual({ status: 'fulfilled', value: [] });
    expect(ofB).toMatchObject({ status: 'fulfilled', value: [{ cafe_id: cafeB }] });
  });

  it('answer a statement even when its neighbours fail', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => db.read(i % 2 ? serviceScope : cafeScope(cafeA), boom, [i % 3])),
    );
    answers.forEach((answer, i) => {
      expect(answer.status).toBe(i % 3 === 0 ? 'rejected' : 'fulfilled');
    });
  });

  it('give up waiting for a lock, and go on', async () => {
    const quick = openDatabase({ url: test.url, service: 'alpha', commandLanes: 1, lockTimeoutMs: 100 });
    cleanup(() => quick.close());
    const [row] = await db.read(cafeScope(cafeA), all, []);
    await db.transaction(serviceScope, async (tx) => {
      await tx.query(rename, [row?.id, 'a']);
      const waiting = quick.command(cafeScope(cafeA), rename, [row?.id, 'late']);
      const behind = quick.command(cafeScope(cafeA), boom, [1]);
      await expect(waiting).rejects.toSatisfy(isTimeout);
      expect(await behind).toEqual([{ x: 1 }]);
    });
  });

  it('give up a statement that takes too long', async () => {
    const quick = openDatabase({ url: test.url, service: 'alpha', readLanes: 1, statementTimeoutMs: 50 });
    cleanup(() => quick.close());
    await expect(quick.read(serviceScope, sleep, [2])).rejects.toSatisfy(isTimeout);
  });

  it('read again when a connection is lost under a read; a command is refused as away', async () => {
    const reading = db.read(serviceScope, sleep, [0.4]);
    const commanding = db.command(serviceScope, sleep, [5]);
    commanding.catch(() => undefined);
    await until(
      async () => (await endConnections(test, `query like '%pg_sleep%' and state = 'active'`)) === 2,
    );
    expect(await reading).toHaveLength(1);
    await expect(commanding).rejects.toSatisfy(isDatabaseAway);
  });

  it('come back by themselves after the server has ended them', async () => {
    await endConnections(test);
    expect(await db.read(serviceScope, boom, [1])).toEqual([{ x: 1 }]);
    await until(() =>
      db.command(serviceScope, boom, [1]).then(
        () => true,
        () => false,
      ),
    );
    expect(await db.command(cafeScope(cafeA), setting, [])).toEqual([{ scope: `cafe:${cafeA}` }]);
  });

  it('refuse at once, and do not queue without end, while there is no database', async () => {
    const nowhere = openDatabase({ url: 'postgresql://x:y@127.0.0.1:1/none', service: 'alpha' });
    cleanup(() => nowhere.close());
    const started = Date.now();
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, () => nowhere.read(serviceScope, all, [])),
    );
    expect(answers.every((a) => a.status === 'rejected' && a.reason instanceof DatabaseAway)).toBe(true);
    expect(Date.now() - started).toBeLessThan(2000);
    expect(await nowhere.isReady()).toBe(false);
  });

  it('finish what has been sent when they are closed', async () => {
    const own = openDatabase({ url: test.url, service: 'alpha', readLanes: 1 });
    await own.read(serviceScope, boom, [1]);
    const last = own.read(serviceScope, sleep, [0.1]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await own.close();
    expect(await last).toHaveLength(1);
    await expect(own.read(serviceScope, all, [])).rejects.toBeInstanceOf(DatabaseAway);
  });
});
