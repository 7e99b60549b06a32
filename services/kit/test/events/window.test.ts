import fc from 'fast-check';
import type pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/data/db.ts';
import { serviceScope } from '../../src/data/scope.ts';
import { appendOneParams, appendOneSql } from '../../src/events/event-append.ts';
import { draftEvent } from '../../src/events/event-draft.ts';
import { type Run, readWindow } from '../../src/events/event-window.ts';
import { commitFacts, fact, testDatabase, until } from '../fixtures.ts';

let db: Database;
let run: Run;

beforeAll(async () => {
  ({ db } = await testDatabase());
  run = (statement, params) => db.read(serviceScope, statement, params);
});

async function bound(): Promise<bigint> {
  return (await readWindow(run, 0n, 1_000_000)).until;
}

/** What one of several writers does next; several steps of several writers make a schedule. */
type Step =
  | { writer: number; act: 'append' | 'commit' | 'rollback' | 'savepoint' }
  | { act: 'read'; limit: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ writer: fc.nat(4), act: fc.constant('append' as const) }) },
  { weight: 3, arbitrary: fc.record({ writer: fc.nat(4), act: fc.constant('commit' as const) }) },
  { weight: 1, arbitrary: fc.record({ writer: fc.nat(4), act: fc.constant('rollback' as const) }) },
  { weight: 1, arbitrary: fc.record({ writer: fc.nat(4), act: fc.constant('savepoint' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 6 }) }),
  },
);

/** One writer: a connection that may be in the middle of a transaction. */
async function openWriter() {
  const client: pg.Client = await db.connect();
  let open: string[] | undefined;
  const committed: string[] = [];
  const begin = async () => {
    if (open) return open;
    await client.query('begin');
    open = [];
    return open;
  };
  return {
    client,
    committed,
    async append() {
      const mine = await begin();
      const draft = draftEvent('alpha', undefined, fact(mine.length));
      await client.query(appendOneSql(1), appendOneParams(draft));
      mine.push(draft.id);
    },
    async savepoint() {
      await begin();
      await client.query('savepoint s');
      await this.append();
    },
    async commit() {
      await client.query('commit');
      committed.push(...(open ?? []));
      open = undefined;
    },
    async rollback() {
      await client.query('rollback');
      open = undefined;
    },
  };
}

describe('windows', () => {
  it('hold every committed event exactly once, whole transactions, in whatever order these commit', async () => {
    const writers = await Promise.all(Array.from({ length: 5 }, openWriter));
    const schedule = async (steps: Step[]) => {
      let from = await bound();
      const seen: string[] = [];
      const read = async (limit: number) => {
        const window = await readWindow(run, from, limit);
        const positions = window.events.map((e) => e.position);
        expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
        expect(window.events.every((e) => e.xid >= from && e.xid < window.until)).toBe(true);
        seen.push(...window.events.map((e) => e.id));
        from = window.until;
        return window.more;
      };
      for (const writer of writers) writer.committed.length = 0;
      for (const next of steps) {
        if (next.act === 'read') await read(next.limit);
        else await writers[next.writer]?.[next.act]();
      }
      for (const writer of writers) await writer.commit();
      while (await read(4));
      await until(async () => {
        while (await read(4));
        return seen.length >= writers.flatMap((w) => w.committed).length;
      });
      expect(seen.toSorted()).toEqual(writers.flatMap((w) => w.committed).toSorted());
    };
    try {
      await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), schedule), {
        numRuns: 120,
      });
    } finally {
      for (const writer of writers) await writer.client.end();
    }
  }, 60_000);

  it('read by position would lose what commits late: windows do not', async () => {
    const from = await bound();
    const late = await openWriter();
    await late.append();
    await commitFacts(db, 0, 3);
    expect((await readWindow(run, from, 100)).events).toEqual([]);
    await late.commit();
    // Transactions of other databases of the same server hold the bound back too, for as long as they last.
    await until(async () => (await readWindow(run, from, 100)).events.length === 4);
    await late.client.end();
  });

  it('are cut between transactions, and a transaction larger than the limit comes whole', async () => {
    const from = await bound();
    await db.transaction(serviceScope, (tx) => tx.append(Array.from({ length: 25 }, (_, n) => fact(n))));
    await commitFacts(db, 0, 2);
    const first = await readWindow(run, from, 10);
    expect(first.events).toHaveLength(25);
    expect(first.more).toBe(true);
    const second = await readWindow(run, first.until, 10);
    expect(second.events).toHaveLength(2);
    expect(second.more).toBe(false);
  });

  it('lose nothing under many concurrent committers', async () => {
    let from = await bound();
    const seen: string[] = [];
    let writing = true;
    const committers = Array.from({ length: 8 }, async (_, k) => {
      for (let i = 0; i < 150; i++) {
        await db.transaction(serviceScope, async (tx) => {
          await tx.append([fact(k), fact(k)]);
          if (i % 7 === k % 7) await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
        });
      }
    });
    const reader = (async () => {
      for (let more = false; writing || more; ) {
        const window = await readWindow(run, from, 40);
        seen.push(...window.events.map((e) => e.id));
        ({ more, until: from } = window);
      }
    })();
    await Promise.all(committers);
    await new Promise((resolve) => setTimeout(resolve, 100));
    writing = false;
    await reader;
    expect(seen).toHaveLength(2400);
    expect(new Set(seen).size).toBe(2400);
  });
});
