import { describe, expect, it } from 'vitest';
import { serviceScope } from '../../src/data/scope.ts';
import { streamName } from '../../src/events/bus.ts';
import {
  applied,
  commitFacts,
  recorder,
  runAsOwner,
  testBus,
  testDatabase,
  testLog,
  until,
} from '../fixtures.ts';
import { inStream, readCursor } from './stream-fixture.ts';

describe('a database that has been restored', () => {
  it('rids the stream of the facts that never were', async () => {
    const { db, test } = await testDatabase();
    const bus = testBus();
    const first = testLog(db, bus);
    first.run([]);
    await commitFacts(db, 0, 5);
    await until(() => first.status()?.cursor?.sequence === 5);
    const [before] = await db.read(serviceScope, readCursor, []);
    await commitFacts(db, 5, 7);
    await until(() => first.status()?.cursor?.sequence === 12);
    await first.stop();
    await runAsOwner(
      test,
      `update relay_cursor set xid = '${before?.xid}', sequence = ${before?.sequence};
       delete from event where aggregate_version >= 5`,
    );
    await commitFacts(db, 100, 3);
    const second = testLog(db, bus);
    second.run([]);
    await until(() => second.status()?.sent === 3);
    second.run([await recorder(test)]);
    await until(async () => (await applied(db)).length === 8);
    expect(await inStream(bus)).toEqual([0, 1, 2, 3, 4, 100, 101, 102]);
  });

  it.each([
    ['above', 9_000_000_000n],
    ['below', 10n],
  ])(
    'into another cluster, whose transaction numbers lie %s the new ones, goes on without loss',
    async (_, base) => {
      const { db, test } = await testDatabase();
      const bus = testBus();
      await commitFacts(db, 0, 10);
      // As a dump puts it back: rows with the numbers of the old cluster, then the keys.
      await runAsOwner(
        test,
        `create table old as select * from event;
       delete from event;
       insert into event (position, id, xid, time, type, organisation_id, cafe_id, aggregate_type, aggregate_id,
         aggregate_version, subject, envelope) overriding system value
       select position, id, (${base} + position)::text::xid8, time, type, organisation_id, cafe_id, aggregate_type,
         aggregate_id, aggregate_version, subject, envelope from old;
       insert into relay_cursor (stream, xid, sequence, system_identifier)
       select '${streamName(bus, 'alpha')}', (${base} + min(position) + 6)::text::xid8, 0, 42 from old;
       drop table old`,
      );
      await runAsOwner(test, 'alter table event drop constraint event_pkey');
      await runAsOwner(test, 'alter table event add constraint event_pkey primary key (id, time)');
      await commitFacts(db, 20, 3);
      const events = testLog(db, bus);
      events.run([await recorder(test)]);
      await commitFacts(db, 30, 2);
      await until(async () => (await applied(db)).length === 9);
      expect((await inStream(bus)).toSorted((a, b) => a - b)).toEqual([6, 7, 8, 9, 20, 21, 22, 30, 31]);
      await events.stop();
      await commitFacts(db, 40, 1);
      const again = testLog(db, bus);
      again.run([await recorder(test)]);
      await until(async () => (await applied(db)).includes(40));
      expect(await applied(db)).toHaveLength(10);
    },
  );
});
