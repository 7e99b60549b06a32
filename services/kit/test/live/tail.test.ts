import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/data/db.ts';
import { openDatabase } from '../../src/data/db.ts';
import { serviceScope } from '../../src/data/scope.ts';
import type { HostedEventLog } from '../../src/events/event-log.ts';
import type { Window } from '../../src/events/events.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import { cleanup } from '../cleanup.ts';
import {
  commitFacts,
  endConnections,
  fact,
  numberOf,
  range,
  testBus,
  testDatabase,
  testLog,
  testNamespace,
  until,
} from '../fixtures.ts';

let db: Database;
let test: TestDatabase;
let events: HostedEventLog;
const namespace = testNamespace();

beforeAll(async () => {
  ({ db, test } = await testDatabase());
  events = testLog(db, testBus({ namespace }));
});

/** Reads a tail in the background. */
function listen(from: bigint | 'now', log = events) {
  const stop = new AbortController();
  const windows: Window[] = [];
  const done = (async () => {
    for await (const window of log.tail(from, stop.signal)) windows.push(window);
  })();
  return {
    windows,
    numbers: () => windows.flatMap((window) => window.events.map(numberOf)),
    last: () => windows.at(-1)?.sequence ?? 0n,
    started: () => until(() => windows.length > 0),
    async stop() {
      stop.abort();
      await done;
    },
  };
}

describe('a live tail', () => {
  it('begins with where it stands, then brings what is committed, in windows', async () => {
    const tail = listen('now');
    await tail.started();
    expect(tail.windows[0]).toMatchObject({ events: [] });
    await commitFacts(db, 0, 10);
    await until(() => tail.numbers().length === 10);
    expect(tail.numbers()).toEqual(range(0, 10));
    await tail.stop();
    expect(events.subscribers()).toBe(0);
  });

  it('is resumed from a sequence without a gap and without a repetition', async () => {
    const first = listen('now');
    await first.started();
    await commitFacts(db, 100, 5);
    await until(() => first.numbers().length === 5);
    const sequence = first.last();
    await first.stop();
    await commitFacts(db, 105, 5);
    const second = listen(sequence);
    await until(() => second.numbers().length === 5);
    await commitFacts(db, 110, 2);
    await until(() => second.numbers().length === 7);
    expect(second.numbers()).toEqual(range(105, 7));
    await second.stop();
  });

  it('may be resumed at any window, whatever is committed meanwhile and however many listen', async () => {
    const first = listen('now');
    await first.started();
    const writing = Promise.all(
      Array.from({ length: 4 }, (_, k) =>
        (async () => {
          for (let n = 0; n < 40; n++) {
            await db.transaction(serviceScope, async (tx) => {
              await tx.append([fact(10_000 + k * 1000 + n)]);
              if (n % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
            });
          }
        })(),
      ),
    );
    const others: { from: bigint; tail: ReturnType<typeof listen> }[] = [];
    for (let i = 0; i < 12; i++) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      const from = first.last();
      others.push({ from, tail: listen(from) });
    }
    await writing;
    await until(() => first.numbers().length === 160);
    for (const { from, tail } of others) {
      const after = first.windows.slice(first.windows.findIndex((window) => window.sequence === from) + 1);
      const expected = after.flatMap((window) => window.events.map(numberOf)).toSorted();
      await until(() => tail.numbers().length >= expected.length);
      expect(tail.numbers().toSorted()).toEqual(expected);
      await tail.stop();
    }
    expect(new Set(first.numbers()).size).toBe(160);
    await first.stop();
  });

  it('of another host hears what this one commits', async () => {
    const other = openDatabase({ url: test.url, service: 'alpha' });
    cleanup(() => other.close());
    const elsewhere = testLog(other, testBus({ namespace }));
    const tail = listen('now', elsewhere);
    await tail.started();
    await commitFacts(db, 200, 3);
    await until(() => tail.numbers().length === 3);
    await tail.stop();
  });

  it('is told to read anew when its place is not one of this log', async () => {
    for (const from of [1n, 2n ** 62n, (1n << 48n) + 5n]) {
      const tail = listen(from);
      await tail.started();
      expect(tail.windows[0], String(from)).toMatchObject({ events: [], reset: true });
      await commitFacts(db, 300, 1);
      await until(() => tail.numbers().length === 1);
      await tail.stop();
    }
  });

  it('that reads slowly gets everything, from the log where memory does not keep it', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const slow = (async () => {
      for await (const window of events.tail('now', stop.signal)) {
        seen.push(...window.events.map(numberOf));
        if (seen.length < 4000) await new Promise((resolve) => setTimeout(resolve, 120));
      }
    })();
    await until(() => events.subscribers() === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let round = 0; round < 8; round++) {
      await db.transaction(serviceScope, (tx) => tx.append(range(round * 800, 800).map((n) => fact(n))));
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await until(() => seen.length >= 6400, 15_000);
    expect(seen).toEqual(range(0, 6400));
    stop.abort();
    await slow;
  });

  it('goes on after the database was away', async () => {
    const tail = listen('now');
    await tail.started();
    await endConnections(test);
    await until(() =>
      commitFacts(db, 400, 1).then(
        () => true,
        () => false,
      ),
    );
    await until(() => tail.numbers().includes(400));
    await tail.stop();
  });

  it('ends with its signal at once, and with its log', async () => {
    const own = testLog(db, testBus());
    const tail = listen('now', own);
    await tail.started();
    await own.stop();
    await tail.stop();
    const stopped = listen('now');
    await stopped.stop();
    expect(stopped.numbers()).toEqual([]);
  });
});
