import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/data/db.ts';
import { serviceScope } from '../../src/data/scope.ts';
import { listDeadLetters } from '../../src/events/dead-letter.ts';
import { cleanup } from '../cleanup.ts';
import {
  applied,
  endConnections,
  fact,
  range,
  recorder,
  testBus,
  testDatabase,
  testLog,
  testNamespace,
  until,
} from '../fixtures.ts';
import { ownNats } from './nats-fixture.ts';

const WRITERS = 6;
const EACH = 120;
const SECONDS = 6;

describe('under everything at once', () => {
  it('no event is lost and none is applied twice', async () => {
    const nats = await ownNats();
    await nats.start();
    const { db, test } = await testDatabase();
    const namespace = testNamespace();
    const other = openDatabase({ url: test.url, service: 'alpha' });
    cleanup(() => other.close());
    let fails = 0;
    const before = () => {
      if ((fails === 0 || Math.random() < 0.05) && fails++ < 200) throw new Error('a bad moment');
    };
    const logs = [db, other].map((on) =>
      testLog(on, testBus({ namespace, url: nats.url }), { maxAttempts: 1000, backoffMs: [20] }),
    );
    for (const log of logs) log.run([await recorder(test, { before })]);

    const written: number[] = [];
    const write = async (writer: number) => {
      for (let n = writer * 1000; n < writer * 1000 + EACH; n++) {
        const on = n % 2 ? db : other;
        // What is refused has not happened, or has: a writer knows it by the number, and does not write it again.
        await on
          .transaction(serviceScope, async (tx) => {
            await tx.append([fact(n)]);
            if (Math.random() < 0.3) await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
            if (Math.random() < 0.05) throw new Error('changed my mind');
          })
          .catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      }
    };
    const end = Date.now() + SECONDS * 1000;
    const disturb = async () => {
      for (let round = 0; Date.now() < end; round++) {
        await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 400));
        if (round % 4 === 0) await endConnections(test, `application_name like '%own%'`);
        else if (round % 4 === 1) await endConnections(test);
        else {
          await nats.stop();
          if (round % 4 === 2) await nats.keep();
          else await nats.forget();
          await nats.start();
        }
      }
    };
    await Promise.all([...range(0, WRITERS).map(write), disturb()]);

    const { rows } = await db.pool.connect().then(async (client) => {
      await client.query(`set sippy.scope = 'service'`);
      const result = await client.query<{ n: bigint }>('select aggregate_version as n from event order by 1');
      client.release(true);
      return result;
    });
    written.push(...rows.map((row) => Number(row.n)));
    expect(written.length).toBeGreaterThan(WRITERS * EACH * 0.5);
    await until(async () => (await applied(db)).length >= written.length, 30_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await applied(db)).toEqual(written);
    expect(await listDeadLetters(db, { states: ['DEAD'], limit: 10 })).toEqual([]);
    expect(fails).toBeGreaterThan(0);
  }, 90_000);
});
