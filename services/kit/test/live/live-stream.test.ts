import { beforeAll, describe, expect, it } from 'vitest';
import type { Principal } from '../../src/call/call.ts';
import type { Database } from '../../src/data/db.ts';
import { serviceScope } from '../../src/data/scope.ts';
import type { HostedEventLog } from '../../src/events/event-log.ts';
import type { Event } from '../../src/events/events.ts';
import { newId } from '../../src/ids.ts';
import { type LiveTimes, liveStream } from '../../src/live/live-stream.ts';
import { testPrincipal } from '../../src/testing/testing.ts';
import { fact, numberOf, range, testBus, testDatabase, testLog, until } from '../fixtures.ts';

let db: Database;
let log: HostedEventLog;
beforeAll(async () => {
  ({ db } = await testDatabase());
  log = testLog(db, testBus());
});

interface Told {
  sequence: bigint;
  what: number | 'snapshot' | 'heartbeat';
}

/** One connection of somebody who follows a café. */
function follow(
  cafeId: string,
  given: {
    after?: bigint;
    times?: Partial<LiveTimes>;
    as?: Principal;
    /** Numbers that this client may not see. */
    hides?(n: number): boolean;
  } = {},
) {
  const stop = new AbortController();
  const call = { principal: given.as ?? testPrincipal({ kind: 'staff' }), signal: stop.signal };
  const stream = liveStream<number, Told>(
    log,
    call,
    {
      afterSequence: given.after ?? 0n,
      topics: new Set([cafeId]),
      snapshot: (sequence) => [{ sequence, what: 'snapshot' }],
      news: (events: readonly Event[]) => events.map(numberOf).filter((n) => !given.hides?.(n)),
      tell: (n, sequence) => ({ sequence, what: n }),
      heartbeat: (sequence) => ({ sequence, what: 'heartbeat' }),
    },
    { heartbeatMs: 15_000, maxAgeMs: 60_000, ...given.times },
  );
  return { stream, stop: () => stop.abort() };
}

/** Commits numbers for a café, all in one transaction. */
const commit = (cafeId: string, numbers: number[]) =>
  db.transaction(serviceScope, (tx) => tx.append(numbers.map((n) => fact(n, { cafeId }))));

/** The first message, and what comes up to the one that satisfies. */
async function readTo(stream: AsyncGenerator<Told>, last: (told: Told, count: number) => boolean) {
  const told: Told[] = [];
  for await (const one of stream) {
    told.push(one);
    if (last(one, told.length)) break;
  }
  return told;
}

describe('a live stream', () => {
  it('loses and repeats no window when it is cut after any of its messages', async () => {
    const cafeId = newId();
    const [first] = await readTo(follow(cafeId).stream, () => true);
    expect(first?.what).toBe('snapshot');
    await commit(cafeId, [1, 2, 3]);
    await commit(cafeId, [4, 5]);
    for (let cut = 1; cut <= 5; cut++) {
      const after = first?.sequence ?? 0n;
      const before = await readTo(follow(cafeId, { after }).stream, ({ what }) => what === cut);
      const resumed = follow(cafeId, { after: before.at(-1)?.sequence ?? 0n, times: { heartbeatMs: 200 } });
      const rest = await readTo(
        resumed.stream,
        ({ what }, count) => what === 5 || (what === 'heartbeat' && count > 1),
      );
      const numbers = [...before, ...rest].flatMap(({ what }) => (typeof what === 'number' ? what : []));
      expect([...new Set(numbers)], `cut after ${cut}`).toEqual(range(1, 5));
    }
  });

  it('carries all of its café and nothing of others, whoever writes and however often it is cut', async () => {
    const cafes = [newId(), newId(), newId()];
    const followers = await Promise.all(
      range(0, 12).map(async (who) => {
        const cafeId = cafes[who % 3] ?? '';
        const [first] = await readTo(follow(cafeId).stream, () => true);
        return { cafeId, who, sequence: first?.sequence ?? 0n, seen: new Set<number>() };
      }),
    );
    const expected = new Map(cafes.map((id, i) => [id, range(0, 90).filter((n) => n % 3 === i)]));
    const writing = Promise.all(
      cafes.map(async (cafeId) => {
        const numbers = expected.get(cafeId) ?? [];
        for (let i = 0; i < numbers.length; i += 3) await commit(cafeId, numbers.slice(i, i + 3));
      }),
    );
    await Promise.all(
      followers.map(async (one) => {
        for (let cut = 0; one.seen.size < 30 && cut < 200; cut++) {
          const { stream } = follow(one.cafeId, { after: one.sequence, times: { heartbeatMs: 60 } });
          await readTo(stream, ({ sequence, what }, count) => {
            one.sequence = sequence;
            if (typeof what === 'number') one.seen.add(what);
            return count > 1 + ((cut * 7 + one.who) % 40);
          });
        }
      }),
    );
    await writing;
    for (const { cafeId, seen } of followers)
      expect([...seen].toSorted((a, b) => a - b)).toEqual(expected.get(cafeId));
  });

  it('gives a sign of life in every silence, also while others are busy or all that comes is hidden', async () => {
    const [mine, theirs] = [newId(), newId()];
    const { stream, stop } = follow(mine, { times: { heartbeatMs: 150 }, hides: (n) => n >= 0 });
    let busy = true;
    const writing = (async () => {
      for (let n = 0; busy; n++) {
        await commit(n % 2 ? mine : theirs, [n]);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    const times: number[] = [];
    const told = await readTo(stream, (_, count) => times.push(performance.now()) > 0 && count === 5);
    busy = false;
    await writing;
    stop();
    expect(told.map(({ what }) => what)).toEqual(['snapshot', ...Array(4).fill('heartbeat')]);
    const sequences = told.map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(sequences[4]).toBeGreaterThan(sequences[0] as bigint);
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(5000);
  });

  it('that reads slowly gets everything of its café, from the log where memory does not keep it', async () => {
    const [mine, theirs] = [newId(), newId()];
    const { stream } = follow(mine);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { what } of stream) {
        if (typeof what === 'number') seen.push(what);
        if (what === 'snapshot' || what === 0) await new Promise((resolve) => setTimeout(resolve, 400));
        if (seen.length === 4000) return;
      }
    })();
    await until(() => log.subscribers() > 0);
    for (let round = 0; round < 5; round++) {
      await commit(mine, range(round * 800, 800));
      await commit(theirs, range(0, 50));
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await reading;
    expect(seen).toEqual(range(0, 4000));
  });

  it('ends well at its greatest age, and when the caller’s token is no longer valid', async () => {
    const cafeId = newId();
    const end = async (given: Parameters<typeof follow>[1]) => {
      const began = performance.now();
      const told = await readTo(follow(cafeId, given).stream, () => false);
      expect(told[0]?.what).toBe('snapshot');
      return performance.now() - began;
    };
    const aged = await end({ times: { maxAgeMs: 500 } });
    expect(aged).toBeGreaterThan(395);
    expect(aged).toBeLessThan(1500);
    const as = testPrincipal({ kind: 'device', expiresMs: Date.now() + 300 });
    expect(await end({ as })).toBeLessThan(1500);
    await until(() => log.subscribers() === 0);
  });

  it('busy all the time ends at its greatest age nevertheless', async () => {
    const cafeId = newId();
    const { stream } = follow(cafeId, { times: { maxAgeMs: 500 } });
    let open = true;
    const writing = (async () => {
      for (let n = 0; open; n++) await commit(cafeId, [n]);
    })();
    const told = await readTo(stream, () => false);
    open = false;
    await writing;
    expect(told.length).toBeGreaterThan(2);
  });
});
