import { Event } from '@sippy/proto/event/v1/event';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/data/db.ts';
import { serviceScope } from '../../src/data/scope.ts';
import { streamName } from '../../src/events/bus.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import { cleanup } from '../cleanup.ts';
import {
  applied,
  commitFacts,
  endConnections,
  fact,
  range,
  recorder,
  runAsOwner,
  testBus,
  testDatabase,
  testLog,
  testNamespace,
  until,
} from '../fixtures.ts';
import { ownNats } from './nats-fixture.ts';
import { inStream, linkOf, readCursor } from './stream-fixture.ts';

/** The connection that holds the relay's lock. */
async function leaderSession(test: TestDatabase): Promise<number | undefined> {
  const rows = await runAsOwner<{ pid: number }>(
    test,
    `select pid from pg_locks where locktype = 'advisory' and classid = 727272 and objid = 3
     and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows[0]?.pid;
}

describe('while NATS is away', () => {
  it('consumers of the same process go on, and what NATS brings later changes nothing', async () => {
    const nats = await ownNats();
    const { db, test } = await testDatabase();
    const bus = testBus({ url: nats.url });
    const events = testLog(db, bus);
    events.run([await recorder(test)]);
    await commitFacts(db, 0, 20);
    await until(async () => (await applied(db)).length === 20);
    expect(events.status()?.sent).toBe(0);
    await nats.start();
    await until(() => events.status()?.sent === 20);
    await commitFacts(db, 20, 5);
    await until(async () => (await applied(db)).length === 25);
    await nats.stop();
    await commitFacts(db, 25, 5);
    await until(async () => (await applied(db)).length === 30);
    await nats.start();
    await until(() => events.status()?.sent === 30);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await applied(db)).toEqual(range(0, 30));
    expect(await inStream(bus)).toEqual(range(0, 30));
  });

  it('what the stream had taken but not delivered is handed over too', async () => {
    const nats = await ownNats();
    await nats.start();
    const { db, test } = await testDatabase();
    const events = testLog(db, testBus({ url: nats.url }));
    events.run([]);
    await commitFacts(db, 0, 5);
    await until(() => events.status()?.sent === 5);
    await nats.stop();
    events.run([await recorder(test)]);
    await until(async () => (await applied(db)).length === 5);
    expect(await applied(db)).toEqual(range(0, 5));
  });

  it('or answers but takes no messages, consumers of the same process go on', async () => {
    const { db, test } = await testDatabase();
    const bus = testBus();
    const events = testLog(db, bus);
    events.run([]);
    await commitFacts(db, 0, 3);
    await until(() => events.status()?.sent === 3);
    const { jsm } = await linkOf(bus);
    await jsm.streams.update(streamName(bus, 'alpha'), { sealed: true } as object);
    events.run([await recorder(test)]);
    await commitFacts(db, 3, 3);
    await until(async () => (await applied(db)).length === 6, 15_000);
    await jsm.streams.delete(streamName(bus, 'alpha'));
    await commitFacts(db, 6, 1);
    await until(() => (events.status()?.sent ?? 0) >= 7, 15_000);
    await until(async () => (await applied(db)).length === 7);
    expect(await inStream(bus)).toEqual(range(0, 7));
  });

  it('without any NATS at all, a process of its own works', async () => {
    const { db, test } = await testDatabase();
    const events = testLog(db, testBus({ url: undefined }));
    events.run([await recorder(test)]);
    await commitFacts(db, 0, 3);
    await until(async () => (await applied(db)).length === 3);
  });
});

describe('a stream that is not what it was', () => {
  it('that lost its tail in a power cut gets it again, in order', async () => {
    const nats = await ownNats();
    await nats.start();
    const { db, test } = await testDatabase();
    const bus = testBus({ url: nats.url });
    const events = testLog(db, bus);
    events.run([await recorder(test)]);
    await commitFacts(db, 0, 10);
    await until(() => events.status()?.cursor?.sequence === 10);
    await nats.stop();
    await nats.keep();
    await nats.start();
    await commitFacts(db, 10, 15);
    await until(() => (events.status()?.cursor?.sequence ?? 0) >= 25);
    await nats.stop();
    await nats.forget();
    await nats.start();
    await until(async () => new Set(await inStream(bus)).size === 25, 15_000);
    await commitFacts(db, 25, 5);
    await until(async () => (await applied(db)).length === 30);
    expect(await applied(db)).toEqual(range(0, 30));
    expect([...new Set(await inStream(bus))]).toEqual(range(0, 30));
  });

  it('that was deleted is made and filled again', async () => {
    const { db, test } = await testDatabase();
    const bus = testBus();
    const events = testLog(db, bus);
    events.run([await recorder(test)]);
    await commitFacts(db, 0, 10);
    await until(async () => (await applied(db)).length === 10);
    await (await linkOf(bus)).jsm.streams.delete(streamName(bus, 'alpha'));
    await commitFacts(db, 10, 10);
    await until(async () => (await applied(db)).length === 20, 15_000);
    await until(async () => (await inStream(bus).catch(() => [])).length === 20);
    expect(await applied(db)).toEqual(range(0, 20));
  });

  it('that was emptied is filled again, even with messages the server takes for repetitions', async () => {
    const { db, test } = await testDatabase();
    const bus = testBus();
    const events = testLog(db, bus);
    events.run([await recorder(test)]);
    await commitFacts(db, 0, 10);
    await until(() => events.status()?.cursor?.sequence === 10);
    await events.stop();
    await (await linkOf(bus)).jsm.streams.purge(streamName(bus, 'alpha'));
    const again = testLog(db, bus);
    again.run([await recorder(test)]);
    await commitFacts(db, 10, 2);
    await until(async () => (await inStream(bus)).length === 12);
    await until(async () => (await applied(db)).length === 12);
    expect(await inStream(bus)).toEqual(range(0, 12));
    expect(await applied(db)).toEqual(range(0, 12));
  });

  it('that somebody else has written to is compared, and nothing is lost', async () => {
    const { db, test } = await testDatabase();
    const bus = testBus();
    const events = testLog(db, bus);
    events.run([await recorder(test)]);
    await commitFacts(db, 0, 5);
    await until(() => events.status()?.cursor?.sequence === 5);
    const foreign = Event.encode(
      Event.fromPartial({ eventId: '018f0000-0000-7000-8000-000000000000', type: 'alpha.other' }),
    );
    await (await linkOf(bus)).js.publish(`${bus.namespace}sippy.alpha.other._`, foreign.finish());
    await db.transaction(serviceScope, (tx) => tx.append([fact(5), fact(6), fact(7)]));
    await commitFacts(db, 8, 2);
    await until(async () => (await applied(db)).length === 10);
    expect(await inStream(bus)).toEqual(range(0, 10));
  });
});

describe('a crash', () => {
  it('between sending and keeping the cursor sends nothing twice', async () => {
    const { db, test } = await testDatabase();
    const bus = testBus();
    const first = testLog(db, bus);
    first.run([await recorder(test)]);
    await commitFacts(db, 0, 4);
    await until(() => first.status()?.cursor?.sequence === 4);
    const [before] = await db.read(serviceScope, readCursor, []);
    await commitFacts(db, 4, 6);
    await until(() => first.status()?.cursor?.sequence === 10);
    await first.stop();
    await runAsOwner(test, `update relay_cursor set xid = '${before?.xid}', sequence = ${before?.sequence}`);
    const second = testLog(db, bus);
    second.run([await recorder(test)]);
    await commitFacts(db, 10, 2);
    await until(async () => (await applied(db)).length === 12);
    expect(await inStream(bus)).toEqual(range(0, 12));
  });

  it('of the leading host lets another take over', async () => {
    const { db, test } = await testDatabase();
    const namespace = testNamespace();
    const other = openDatabase({ url: test.url, service: 'alpha' });
    cleanup(() => other.close());
    const one = testLog(db, testBus({ namespace }));
    const two = testLog(other, testBus({ namespace }));
    one.run([await recorder(test)]);
    await until(() => one.status()?.leading === true);
    two.run([await recorder(test)]);
    for (let round = 0; round < 4; round++) {
      await commitFacts(round % 2 ? db : other, round * 10, 10);
      await until(async () => (await applied(db)).length === round * 10 + 10);
      const before = await leaderSession(test);
      expect(await endConnections(test, `pid = ${before}`)).toBe(1);
      await until(async () => ![undefined, before].includes(await leaderSession(test)));
      await until(() => [one, two].filter((events) => events.status()?.leading).length === 1);
    }
    expect(await applied(db)).toEqual(range(0, 40));
  });
});
