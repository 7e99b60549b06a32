/** The second wall: the application's own filters are taken away, and still nothing foreign is seen or written. */
import { type Database, openDatabase, statement, withScope } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { prismaOptions, scopedPrisma } from '@sippy/kit/prisma';
import {
  cafeScope,
  customerScope,
  noScope,
  organisationScope,
  type Scope,
  serviceScope,
} from '@sippy/kit/scope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PrismaClient } from '../gen/prisma/client.ts';
import { requestId, startWorld, type World } from './world.ts';

let world: World;
let db: Database;
let prisma: PrismaClient;
const customerId = newId();

const tables = ['payable', 'payment', 'refund', 'event'] as const;
const every = Object.fromEntries(
  tables.map((table) => [
    table,
    statement<{ cafe_id: string }>(`test_every_${table}`, `select cafe_id from ${table}`),
  ]),
) as Record<(typeof tables)[number], ReturnType<typeof statement<{ cafe_id: string }>>>;

beforeAll(async () => {
  world = await startWorld({ webhooks: false });
  for (const cafeId of [world.book.cafeId, world.book.coinCafeId, world.book.cafeId]) {
    const order = world.book.place({
      cafeId,
      customerId: cafeId === world.book.cafeId ? customerId : newId(),
    });
    const { payment } = await world.manager.payCash({ requestId: requestId(), orderId: order.orderId });
    await world.manager.refundPayment({
      requestId: requestId(),
      paymentId: payment?.paymentId ?? '',
      reason: 'x',
    });
  }
  db = openDatabase({
    url: world.host.database('payment').url,
    service: 'payment',
    readLanes: 1,
    commandLanes: 1,
    poolSize: 1,
  });
  prisma = scopedPrisma(new PrismaClient(prismaOptions(db)));
});
afterAll(async () => {
  await prisma.$disconnect();
  await db.close();
  await world.stop();
});

const cafesSeen = (rows: readonly { cafe_id: string | null }[]) => [
  ...new Set(rows.map((row) => row.cafe_id)),
];

test.each(tables)(
  '%s: a lane shows a café its own rows, an organisation its cafés, a stranger nothing',
  async (table) => {
    const { cafeId, coinCafeId, organisationId } = world.book;
    const see = async (scope: Scope) => cafesSeen(await db.read(scope, every[table], []));
    // On one pipelined connection, all sent at once.
    const [own, other, all, service, none, foreign] = await Promise.all([
      see(cafeScope(cafeId)),
      see(cafeScope(coinCafeId)),
      see(organisationScope(organisationId)),
      see(serviceScope),
      see(noScope),
      see(cafeScope(newId())),
    ]);
    expect([own, other, none, foreign]).toEqual([[cafeId], [coinCafeId], [], []]);
    expect([all.length, service.length]).toEqual([2, 2]);
  },
);

test('a customer sees their own payments and refunds only', async () => {
  for (const table of ['payable', 'payment', 'refund'] as const) {
    expect(await db.read(customerScope(customerId), every[table], [])).toHaveLength(2);
    expect(await db.read(customerScope(newId()), every[table], [])).toEqual([]);
  }
});

test('the pool shows no more, and nothing is left of a scope after an error', async () => {
  const broken = statement<object>('test_payment_broken', 'select 1 / 0 from payment');
  const inPool = (scope: Scope) =>
    withScope(scope, async () => cafesSeen((await db.pool.query('select cafe_id from payment')).rows));
  expect(await inPool(cafeScope(world.book.cafeId))).toEqual([world.book.cafeId]);
  await expect(
    withScope(cafeScope(world.book.cafeId), () => db.pool.query('select 1 / 0 from payment')),
  ).rejects.toThrow();
  expect(await inPool(noScope)).toEqual([]);
  await expect(db.transaction(cafeScope(world.book.cafeId), (tx) => tx.query(broken, []))).rejects.toThrow();
  expect(await inPool(noScope)).toEqual([]);
  await expect(db.read(cafeScope(world.book.cafeId), broken, [])).rejects.toThrow();
  expect(await db.read(noScope, every.payment, [])).toEqual([]);
  expect((await db.pool.query('select from payment')).rowCount).toBe(0);
});

test('Prisma shows no more, not even when two cafés ask in one tick', async () => {
  const { cafeId, coinCafeId } = world.book;
  const ids = await db.read(
    serviceScope,
    statement<{ cafe_id: string; payment_id: string }>('test_ids', 'select cafe_id, payment_id from payment'),
    [],
  );
  const idOf = (cafe: string) => ids.find((row) => row.cafe_id === cafe)?.payment_id ?? '';
  const all = (scope: Scope) =>
    withScope(scope, async () => cafesSeen(await prisma.payment.findMany({ select: { cafe_id: true } })));
  expect(await Promise.all([all(cafeScope(cafeId)), all(cafeScope(coinCafeId)), all(noScope)])).toEqual([
    [cafeId],
    [coinCafeId],
    [],
  ]);
  const one = (scope: Scope, payment_id: string) =>
    withScope(scope, async () => await prisma.payment.findUnique({ where: { payment_id } }));
  const [own, foreign] = await Promise.all([
    one(cafeScope(cafeId), idOf(cafeId)),
    one(cafeScope(coinCafeId), idOf(cafeId)),
  ]);
  expect([own?.cafe_id, foreign]).toEqual([cafeId, null]);
  const changed = await withScope(
    cafeScope(coinCafeId),
    async () => await prisma.payment.updateMany({ data: { tip: 1n } }),
  );
  expect(changed.count).toBe(1);
});

test('nothing can be written for another café, nor moved there, nor a fact be changed', async () => {
  const { cafeId, coinCafeId } = world.book;
  const move = statement<object>('test_move', 'update payment set cafe_id = $1');
  await expect(db.command(cafeScope(cafeId), move, [coinCafeId])).rejects.toMatchObject({ code: '42501' });
  const wipe = statement<object>('test_wipe', 'delete from payment where cafe_id = $1 returning payment_id');
  expect(await db.command(cafeScope(newId()), wipe, [cafeId])).toEqual([]);
  const forge = statement<object>('test_forge', 'update event set type = type');
  await expect(db.command(serviceScope, forge, [])).rejects.toMatchObject({ code: '42501' });
});
