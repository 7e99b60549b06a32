import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/data/db.ts';
import { statement } from '../../src/data/statement.ts';
import type { Bus } from '../../src/events/bus.ts';
import { dropDeadLetter, listDeadLetters, retryDeadLetter } from '../../src/events/dead-letter.ts';
import { applyBatch } from '../../src/events/event-apply.ts';
import { delivery } from '../../src/events/event-delivery.ts';
import { draftEvent } from '../../src/events/event-draft.ts';
import type { HostedEventLog } from '../../src/events/event-log.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import {
  applied,
  commitFacts,
  fact,
  log,
  numberOf,
  range,
  recorder,
  testBus,
  testDatabase,
  testLog,
  until,
} from '../fixtures.ts';

let db: Database;
let test: TestDatabase;
let bus: Bus;
let events: HostedEventLog;

beforeAll(async () => {
  ({ db, test } = await testDatabase());
  bus = testBus();
  events = testLog(db, bus);
  events.run([]);
});

function deliveries(from: number, count: number) {
  return range(from, count).map((n) =>
    delivery(Buffer.from(draftEvent('alpha', undefined, fact(n)).envelope)),
  );
}

async function optionsFor(extra: Parameters<typeof recorder>[1]) {
  return { db, consumer: await recorder(test, extra), log, maxAttempts: 3, backoffMs: [10, 20] };
}

describe('a batch', () => {
  it('is applied in one transaction with its inbox rows, and a repetition changes nothing', async () => {
    const options = await optionsFor({ name: 'twice' });
    const batch = deliveries(0, 20);
    expect(await applyBatch(options, batch)).toEqual([]);
    expect(await applyBatch(options, [...batch, ...deliveries(20, 1)])).toEqual([]);
    expect(await applied(db, 'twice')).toEqual(range(0, 21));
  });

  it('applies an event once even when it comes twice in it, or to two hosts at the same time', async () => {
    const options = await optionsFor({ name: 'race' });
    const batch = deliveries(0, 30);
    await Promise.all(Array.from({ length: 6 }, () => applyBatch(options, [...batch, ...batch.slice(0, 5)])));
    expect(await applied(db, 'race')).toEqual(range(0, 30));
  });

  it('that fails is halved until the bad event stands alone; the others are applied', async () => {
    let tries = 0;
    const options = await optionsFor({
      name: 'halved',
      before: (all) => {
        tries += 1;
        if (all.some((e) => numberOf(e) === 37)) throw new Error('37 is bad');
      },
    });
    const retries = await applyBatch(options, deliveries(0, 64));
    expect(retries.map((r) => [numberOf(r.delivery.event), r.afterMs])).toEqual([[37, 10]]);
    expect(await applied(db, 'halved')).toEqual(range(0, 64).filter((n) => n !== 37));
    expect(tries).toBeLessThan(16);
  });

  it('rolls back what a failing apply had written', async () => {
    const options = await optionsFor({ name: 'rolled' });
    const { apply } = options.consumer;
    options.consumer.apply = async (tx, all) => {
      await apply(tx, all);
      throw new Error('after writing');
    };
    await applyBatch(options, deliveries(0, 1));
    expect(await applied(db, 'rolled')).toEqual([]);
  });

  it('counts nothing against an event while the database is away', async () => {
    const options = await optionsFor({ name: 'away' });
    options.consumer.apply = async (tx) => {
      await tx.query(statement('test_suicide', 'select pg_terminate_backend(pg_backend_pid())'), []);
    };
    await expect(applyBatch(options, deliveries(0, 1))).rejects.toThrow();
    expect(await listDeadLetters(db, { states: ['FAILING', 'DEAD'], consumer: 'away', limit: 10 })).toEqual(
      [],
    );
  });

  it('ends an apply that idles in its transaction, and counts it', async () => {
    const impatient = openDatabase({ url: test.url, service: 'alpha', idleInTransactionMs: 50 });
    const options = { ...(await optionsFor({ name: 'idle' })), db: impatient, maxAttempts: 1 };
    options.consumer.apply = () => new Promise(() => undefined);
    await applyBatch(options, deliveries(0, 1));
    const [letter] = await listDeadLetters(db, { consumer: 'idle', limit: 10 });
    expect(letter?.error).toMatch(/idle-in-transaction/);
    await impatient.close();
  });
});

describe('an event that cannot be applied', () => {
  it('becomes a dead letter after its attempts, and does not hold up the others', async () => {
    let broken = true;
    const consumer = await recorder(test, {
      name: 'letters',
      before: (all) => {
        if (broken && all.some((e) => numberOf(e) === 1003)) throw new Error('1003 is bad');
      },
    });
    events.run([consumer]);
    await commitFacts(db, 1000, 8);
    await until(async () => (await listDeadLetters(db, { consumer: 'letters', limit: 10 })).length === 1);
    await until(async () => (await applied(db, 'letters')).length === 7);
    const [letter] = await listDeadLetters(db, { consumer: 'letters', limit: 10 });
    expect(letter).toMatchObject({
      state: 'DEAD',
      attempts: 3,
      error: 'Error: 1003 is bad',
      stream: 'alpha',
    });
    const id = letter?.event.eventId ?? '';

    await expect(retryDeadLetter(db, consumer, id)).rejects.toThrow('1003 is bad');
    expect(await listDeadLetters(db, { consumer: 'letters', limit: 10 })).toHaveLength(1);
    broken = false;
    expect(await retryDeadLetter(db, consumer, id)).toBe(true);
    expect(await retryDeadLetter(db, consumer, id)).toBe(false);
    expect(await applied(db, 'letters')).toEqual(range(1000, 8));
    expect(
      await listDeadLetters(db, { states: ['FAILING', 'DEAD'], consumer: 'letters', limit: 10 }),
    ).toEqual([]);
  });

  it('that is a dead letter is not tried again when it is delivered again', async () => {
    let tries = 0;
    const options = await optionsFor({
      name: 'again',
      before: () => {
        tries += 1;
        throw new Error('bad');
      },
    });
    const batch = deliveries(5, 1);
    for (let i = 0; i < 6; i++) await applyBatch(options, batch);
    expect(tries).toBe(3);
    const [letter] = await listDeadLetters(db, { consumer: 'again', limit: 1 });
    const given = { reason: 'not worth it', operator: 'ada' };
    expect(await dropDeadLetter(db, 'again', letter?.event.eventId ?? '', given)).toBe(true);
    await applyBatch(options, batch);
    expect(tries).toBe(3);
    expect(await listDeadLetters(db, { consumer: 'again', limit: 1 })).toEqual([]);
    expect(await listDeadLetters(db, { states: ['DROPPED'], consumer: 'again', limit: 1 })).toHaveLength(1);
  });

  it('that was applied, and comes again and again because nobody hears the answer, is no dead letter', async () => {
    const options = await optionsFor({ name: 'unheard' });
    const batch = deliveries(8, 1);
    for (let n = 1; n < 9; n++)
      expect(
        await applyBatch(
          options,
          batch.map((one) => ({ ...one, deliveries: n })),
        ),
      ).toEqual([]);
    expect(await applied(db, 'unheard')).toEqual([8]);
    const states = ['FAILING', 'DEAD'] as const;
    expect(await listDeadLetters(db, { consumer: 'unheard', states, limit: 9 })).toEqual([]);
  });

  it('that kills its process each time is a dead letter in the end, by its deliveries', async () => {
    const impatient = openDatabase({ url: test.url, service: 'alpha', idleInTransactionMs: 50 });
    const options = { ...(await optionsFor({ name: 'killer' })), db: impatient };
    let applies = 0;
    options.consumer.apply = () => {
      applies += 1;
      return new Promise(() => undefined);
    };
    for (const [i, one] of deliveries(7, 1).entries()) {
      for (let n = 4; n < 8; n++) await applyBatch(options, [{ ...one, deliveries: n + i }]);
    }
    await impatient.close();
    expect(applies).toBe(1);
    expect(await listDeadLetters(db, { consumer: 'killer', limit: 1 })).toHaveLength(1);
    expect(await applied(db, 'killer')).toEqual([]);
  });

  it('that failed and then succeeds leaves no trace', async () => {
    let failures = 1;
    const consumer = await recorder(test, {
      name: 'flaky',
      before: (all) => {
        if (all.some((e) => numberOf(e) === 2001) && failures-- > 0) throw new Error('once');
      },
    });
    events.run([consumer]);
    await commitFacts(db, 2000, 3);
    await until(async () => (await applied(db, 'flaky')).includes(2001));
    await until(
      async () =>
        (await listDeadLetters(db, { states: ['FAILING', 'DEAD'], consumer: 'flaky', limit: 9 })).length ===
        0,
    );
  });
});
