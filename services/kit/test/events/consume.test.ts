import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/data/db.ts';
import { serviceScope } from '../../src/data/scope.ts';
import { statement } from '../../src/data/statement.ts';
import { type Bus, streamName } from '../../src/events/bus.ts';
import { delivery } from '../../src/events/event-delivery.ts';
import { draftEvent } from '../../src/events/event-draft.ts';
import type { HostedEventLog } from '../../src/events/event-log.ts';
import { replayLog } from '../../src/events/replay.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import {
  applied,
  commitFacts,
  endConnections,
  fact,
  log,
  numberOf,
  range,
  recorder,
  runAsOwner,
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

function _deliveries(from: number, count: number) {
  return range(from, count).map((n) =>
    delivery(Buffer.from(draftEvent('alpha', undefined, fact(n)).envelope)),
  );
}

async function _optionsFor(extra: Parameters<typeof recorder>[1]) {
  return { db, consumer: await recorder(test, extra), log, maxAttempts: 3, backoffMs: [10, 20] };
}

describe('a consumer', () => {
  it('gets only its types, and what came before it existed', async () => {
    await db.transaction(serviceScope, (tx) => tx.append([fact(3000, { type: 'alpha.ended' }), fact(3001)]));
    const consumer = await recorder(test, { name: 'picky', types: ['alpha.ended'] });
    events.run([consumer]);
    await until(async () => (await applied(db, 'picky')).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await applied(db, 'picky')).toEqual([3000]);
  });

  it('hears after() once per applied event, after the commit', async () => {
    const heard: number[] = [];
    const visible: boolean[] = [];
    const consumer = await recorder(test, {
      name: 'after',
      types: ['alpha.after'],
      after: (all) => {
        heard.push(...all.map(numberOf));
        applied(db, 'after').then((rows) => visible.push(rows.length > 0));
      },
    });
    events.run([consumer]);
    await db.transaction(serviceScope, (tx) => tx.append([fact(1, { type: 'alpha.after' })]));
    await until(() => visible.length > 0);
    expect(heard).toEqual([1]);
    expect(visible).toEqual([true]);
  });

  it('carries the correlation of the event that caused its own', async () => {
    const consumer = await recorder(test, { name: 'chain', types: ['alpha.cause'] });
    consumer.apply = (tx, all) => tx.append(all.map((cause) => fact(1, { type: 'alpha.effect', cause })));
    events.run([consumer]);
    await db.transaction(serviceScope, (tx) => tx.append([fact(1, { type: 'alpha.cause' })]));
    const both = statement<{ envelope: Buffer }>(
      'test_chain',
      `select envelope from event where type in ('alpha.cause', 'alpha.effect') order by position`,
    );
    await until(async () => (await db.read(serviceScope, both, [])).length === 2);
    const [cause, effect] = (await db.read(serviceScope, both, [])).map(
      (row) => delivery(row.envelope).event,
    );
    expect(effect?.correlationId).toBe(cause?.correlationId);
    expect(effect?.actorId).toBe('alpha');
  });

  it('is made again when somebody deletes it', async () => {
    const consumer = await recorder(test, { name: 'deleted', types: ['alpha.deleted'] });
    events.run([consumer]);
    await db.transaction(serviceScope, (tx) => tx.append([fact(1, { type: 'alpha.deleted' })]));
    await until(async () => (await applied(db, 'deleted')).length === 1);
    await bus.link()?.jsm.consumers.delete(streamName(bus, 'alpha'), 'alpha_deleted');
    await db.transaction(serviceScope, (tx) => tx.append([fact(2, { type: 'alpha.deleted' })]));
    await until(async () => (await applied(db, 'deleted')).length === 2, 15_000);
    expect(await applied(db, 'deleted')).toEqual([1, 2]);
  });

  it('survives its database going away', async () => {
    const consumer = await recorder(test, { name: 'survivor', types: ['alpha.survivor'] });
    events.run([consumer]);
    for (let n = 0; n < 30; n++) {
      await db
        .transaction(serviceScope, (tx) => tx.append([fact(n, { type: 'alpha.survivor' })]))
        .catch(() => n--);
      if (n % 10 === 5) {
        await endConnections(test);
      }
    }
    await until(async () => new Set(await applied(db, 'survivor').catch(() => [])).size >= 30, 15_000);
    const rows = await applied(db, 'survivor');
    const written = statement<{ n: bigint }>(
      'test_survivors',
      `select count(*) as n from event where type = 'alpha.survivor'`,
    );
    await until(
      async () =>
        (await applied(db, 'survivor')).length === Number((await db.read(serviceScope, written, []))[0]?.n),
    );
    expect(new Set(rows)).toEqual(new Set(range(0, 30)));
  });
});

describe('replay', () => {
  it('builds a read model from the log, and a second one changes nothing', async () => {
    await commitFacts(db, 5000, 20);
    const consumer = await recorder(test, { name: 'replayed' });
    const options = { db, consumer, log, maxAttempts: 3, backoffMs: [10], sourceUrl: test.auditUrl };
    const read = await replayLog(options);
    const first = await applied(db, 'replayed');
    expect(first).toEqual(expect.arrayContaining(range(5000, 20)));
    expect(await replayLog(options)).toBe(read);
    expect(await applied(db, 'replayed')).toEqual(first);
    await runAsOwner(test, `delete from applied where consumer = 'replayed'`);
    await replayLog({ ...options, anew: true });
    expect(await applied(db, 'replayed')).toEqual(first);
  });
});
