import { beforeAll, describe, expect, it } from 'vitest';
import { type Database, statement } from '../../src/data/db.ts';
import { type Json, once, onceIfSql, onceKey, onceParams, onceSql, remembered } from '../../src/data/once.ts';
import { cafeScope, customerScope, noScope, serviceScope } from '../../src/data/scope.ts';
import { newId } from '../../src/ids.ts';
import { testCall, testPrincipal } from '../../src/testing/testing.ts';
import { runAsOwner, testDatabase, until } from '../fixtures.ts';

interface Request {
  requestId: string;
  text: string;
}
const encode = (request: Request) => Buffer.from(JSON.stringify(request));

const make = statement<{ id: string }>(
  'test_once_make',
  `with kept as (${onceSql(2)}) insert into made (id) values ($1) returning id`,
);
const count = statement<{ n: bigint }>('test_once_count', 'select count(*) as n from made');

let db: Database;
const caller = testPrincipal();
const call = testCall({ principal: caller, scope: cafeScope(newId()) });

beforeAll(async () => {
  const opened = await testDatabase();
  ({ db } = opened);
  await runAsOwner(opened.test, 'create table made (id uuid primary key); grant all on made to sippy_alpha');
});

const made = async () => Number((await db.read(serviceScope, count, []))[0]?.n);

function place(request: Request, as = call): Promise<{ id: string; again: boolean }> {
  return once(
    db,
    as,
    onceKey(as, request, encode),
    async (key) => {
      const id = newId();
      await db.command(as.scope, make, [id, ...onceParams(key, { id })]);
      return { id, again: false as boolean };
    },
    async (kept) => ({ id: String((kept as { id: string }).id), again: true }),
  );
}

describe('a request', () => {
  it('made twice changes something once, and is answered with the same thing', async () => {
    const before = await made();
    const request = { requestId: newId(), text: 'two lattes' };
    const first = await place(request);
    expect(await place(request)).toEqual({ id: first.id, again: true });
    expect(await made()).toBe(before + 1);
  });

  it('made by twins at the same time changes something once: one waits for the other', async () => {
    const before = await made();
    const request = { requestId: newId(), text: 'twins' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => place(request)));
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    expect(answers.filter((answer) => !answer.again)).toHaveLength(1);
    expect(await made()).toBe(before + 1);
  });

  it('with another body under the same request_id is refused, and nothing is written', async () => {
    const requestId = newId();
    await place({ requestId, text: 'one' });
    const before = await made();
    await expect(place({ requestId, text: 'two' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: 'REQUEST_ID_REUSED',
    });
    expect(await made()).toBe(before);
  });

  it('is another one when another caller or another method uses its request_id', async () => {
    const request = { requestId: newId(), text: 'same id' };
    const mine = await place(request);
    const other = await place(request, testCall({ principal: testPrincipal(), scope: call.scope }));
    const method = await place(request, testCall({ principal: caller, scope: call.scope, method: '/other' }));
    expect(new Set([mine.id, other.id, method.id]).size).toBe(3);
  });

  it('that failed may be made again', async () => {
    const request = { requestId: newId(), text: 'fails first' };
    const key = onceKey(call, request, encode);
    const failing = db.transaction(call.scope, async (tx) => {
      await tx.once(key, { id: 'x' });
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect((await place(request)).again).toBe(false);
  });

  it('waits for a twin that is still running, and takes its place if that fails', async () => {
    const request = { requestId: newId(), text: 'waits' };
    const key = onceKey(call, request, encode);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun = false;
    const first = db.transaction(call.scope, async (tx) => {
      await tx.once(key, { id: 'first' });
      begun = true;
      await held;
      throw new Error('gives up');
    });
    first.catch(() => undefined);
    await until(() => begun);
    const second = place(request);
    await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    await expect(first).rejects.toThrow('gives up');
    expect((await second).again).toBe(false);
  });

  it.each([
    ['of version 7 in its month', newId()],
    ['of version 4', '110e8400-e29b-41d4-a716-446655440000'],
    ['of version 7 from long ago', '017f22e2-79b0-7cc3-98c4-dc0c0c07398f'],
    ['of version 7 from a clock far ahead', '02ffffff-ffff-7cc3-98c4-dc0c0c07398f'],
  ])('with an id %s is remembered', async (_, requestId) => {
    const first = await place({ requestId, text: 'any' });
    expect(await place({ requestId, text: 'any' })).toEqual({ id: first.id, again: true });
  });

  it('is remembered under every scope, and by callers who have none', async () => {
    for (const scope of [customerScope(newId()), serviceScope, noScope]) {
      const as = testCall({ principal: caller, scope });
      const key = onceKey(as, { requestId: newId(), text: 'scopes' }, encode);
      const write = scope.kind === 'none' ? serviceScope : scope;
      await db.transaction(write, (tx) => tx.once(key, { id: 'y' }));
      expect(await remembered(db, as, key)).toEqual({ id: 'y' });
    }
  });

  it('is remembered only if something was changed, where its row depends on that', async () => {
    const conditional = statement<{ id: string }>(
      'test_once_conditional',
      `with changed as (select $1::uuid as id where $2::boolean), kept as (${onceIfSql(3, 'select from changed')})
       select id from changed`,
    );
    for (const changes of [false, true]) {
      const key = onceKey(call, { requestId: newId(), text: 'if' }, encode);
      await db.command(call.scope, conditional, [newId(), changes, ...onceParams(key, { id: 'z' })]);
      const expected: Json | undefined = changes ? { id: 'z' } : undefined;
      expect(await remembered(db, call, key)).toEqual(expected);
    }
  });
});
