import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/data/db.ts';
import { prismaOptions, scopedPrisma } from '../../src/data/prisma.ts';
import { cafeScope, noScope, serviceScope } from '../../src/data/scope.ts';
import { withScope } from '../../src/data/scope-context.ts';
import { newId } from '../../src/ids.ts';
import type { TestDatabase } from '../../src/testing/test-database.ts';
import { cleanup } from '../cleanup.ts';
import { endConnections, runAsOwner, testDatabase } from '../fixtures.ts';

interface Row {
  id: string;
  cafe_id: string;
  name: string;
}
type Find<T> = (args?: object) => PromiseLike<T>;
interface Things {
  findUnique: Find<Row | null>;
  findUniqueOrThrow: Find<Row>;
  findFirst: Find<Row | null>;
  findMany: Find<Row[]>;
  create: Find<Row>;
  updateMany: Find<{ count: number }>;
}
interface Prisma {
  thing: Things;
  $transaction<T>(work: (tx: Prisma) => Promise<T>): Promise<T>;
  $transaction(all: readonly unknown[]): Promise<unknown>;
  $extends(extension: unknown): unknown;
  $disconnect(): Promise<void>;
}

const [cafeA, cafeB, organisation] = [newId(), newId(), newId()];
const [thingA, thingB] = [newId(), newId()];
let db: Database;
let test: TestDatabase;
let plain: Prisma;
let prisma: Prisma;

beforeAll(async () => {
  const schema = join(import.meta.dirname, 'prisma/schema.prisma');
  const root = join(import.meta.dirname, '../../../..');
  execFileSync(join(root, 'node_modules/.bin/prisma'), ['generate', '--schema', schema], {
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
    stdio: 'pipe',
  });
  const generated = join(import.meta.dirname, 'gen/prisma/client.ts');
  const { PrismaClient } = (await import(generated)) as { PrismaClient: new (options: object) => Prisma };
  ({ db, test } = await testDatabase('alpha', { poolSize: 4 }));
  await runAsOwner(
    test,
    `create table thing (id uuid primary key, cafe_id uuid not null, organisation_id uuid not null, customer_id uuid,
       name text not null, unique (cafe_id, name));
     call protect('thing');
     insert into thing values ('${thingA}', '${cafeA}', '${organisation}', null, 'a'),
       ('${thingB}', '${cafeB}', '${organisation}', null, 'b')`,
  );
  plain = new PrismaClient(prismaOptions(db));
  prisma = scopedPrisma(plain);
  cleanup(() => plain.$disconnect());
}, 60_000);

const inCafe = <T>(cafe: string, work: () => PromiseLike<T>) => withScope(cafeScope(cafe), work);

describe('Prisma', () => {
  it('left to itself leaks: findUnique calls of one tick run under the first caller’s scope', async () => {
    const both = await Promise.all([
      inCafe(cafeA, () => plain.thing.findUnique({ where: { id: thingA } })),
      inCafe(cafeB, () => plain.thing.findUnique({ where: { id: thingA } })),
    ]);
    expect(both.map((row) => row?.name)).toEqual(['a', 'a']);
  });

  it('made safe does not, in whichever way a row is looked for', async () => {
    const where = { id: thingA };
    const { thing } = prisma;
    const ways: Find<Row | Row[] | null>[] = [
      (args) => thing.findUnique(args),
      (args) => thing.findFirst(args),
      (args) => thing.findMany(args),
    ];
    const found = await Promise.all(
      ways.flatMap((find) =>
        [cafeA, cafeB, cafeA].map((cafe) =>
          inCafe(cafe, async () => [await find({ where })].flat()[0]?.name),
        ),
      ),
    );
    expect(found).toEqual(['a', undefined, 'a', 'a', undefined, 'a', 'a', undefined, 'a']);
    await expect(inCafe(cafeB, () => prisma.thing.findUniqueOrThrow({ where }))).rejects.toMatchObject({
      code: 'P2025',
    });
  });

  it('sees nothing without a scope, and nothing foreign after an error', async () => {
    expect(await prisma.thing.findMany()).toEqual([]);
    const foreign = { id: newId(), cafe_id: cafeB, organisation_id: organisation, name: 'x' };
    await expect(inCafe(cafeA, () => prisma.thing.create({ data: foreign }))).rejects.toThrow();
    await expect(
      inCafe(cafeA, () => prisma.thing.create({ data: { ...foreign, id: thingA, cafe_id: cafeA } })),
    ).rejects.toThrow();
    for (let i = 0; i < 8; i++) {
      expect((await inCafe(cafeB, () => prisma.thing.findMany())).map((row) => row.name)).toEqual(['b']);
      expect(await withScope(noScope, () => prisma.thing.findMany())).toEqual([]);
    }
    expect(
      await inCafe(cafeA, () => prisma.thing.updateMany({ where: { id: thingB }, data: { name: 'c' } })),
    ).toEqual({ count: 0 });
  });

  it('finds by a compound key, with further conditions', async () => {
    const key = { cafe_id_name: { cafe_id: cafeA, name: 'a' } };
    expect((await inCafe(cafeA, () => prisma.thing.findUnique({ where: key })))?.id).toBe(thingA);
    expect(await inCafe(cafeA, () => prisma.thing.findUnique({ where: { ...key, id: newId() } }))).toBeNull();
    expect(await inCafe(cafeB, () => prisma.thing.findUnique({ where: key }))).toBeNull();
  });

  it('keeps an interactive transaction to its scope, and findUnique inside it', async () => {
    const id = newId();
    await expect(
      inCafe(cafeA, () =>
        prisma.$transaction(async (tx) => {
          await tx.thing.create({ data: { id, cafe_id: cafeA, organisation_id: organisation, name: 'new' } });
          expect((await tx.thing.findUnique({ where: { id } }))?.name).toBe('new');
          expect(await tx.thing.findUnique({ where: { id: thingB } })).toBeNull();
          throw new Error('undo');
        }),
      ),
    ).rejects.toThrow('undo');
    expect(await inCafe(cafeA, () => prisma.thing.findUnique({ where: { id } }))).toBeNull();
  });

  it('refuses array transactions, which would run under one caller’s scope', async () => {
    await expect(async () => prisma.$transaction([prisma.thing.findMany()])).rejects.toThrow(
      /array transactions/,
    );
  });

  it('keeps 200 mixed calls apart', async () => {
    const calls = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? cafeA : cafeB));
    const rows = await Promise.all(calls.map((cafe) => inCafe(cafe, () => prisma.thing.findMany())));
    rows.forEach((found, i) => {
      expect(found.map((row) => row.cafe_id)).toEqual([calls[i]]);
    });
  });

  it('goes on after the server has ended its connections', async () => {
    await endConnections(test);
    await withScope(serviceScope, () => prisma.thing.findMany()).then(undefined, () => undefined);
    expect(await withScope(serviceScope, () => prisma.thing.findMany())).toHaveLength(2);
  });
});
