import { openDatabase, statement, withScope } from '@sippy/kit/db';
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
import type { TestHost } from '@sippy/kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PrismaClient } from '../gen/prisma/client.ts';
import { line, newCafe, newCustomer, placeOrder, startOrders, type TestCafe } from './fixture.ts';

let host: TestHost;
let mine: TestCafe;
let sister: TestCafe;
let foreign: TestCafe;
const customerId = newId();
let db: ReturnType<typeof openDatabase>;
let prisma: PrismaClient;

beforeAll(async () => {
  host = await startOrders();
  mine = await newCafe(host);
  sister = await newCafe(host, { organisationId: mine.organisationId });
  foreign = await newCafe(host);
  await placeOrder(host, mine, [line(mine.menu.coffee), line(mine.menu.muffin)]);
  await placeOrder(host, mine, [line(mine.menu.coffee)], {
    customerId: await newCustomer(host, mine, customerId),
  });
  await placeOrder(host, sister, [line(sister.menu.coffee)]);
  await placeOrder(host, foreign, [line(foreign.menu.coffee)]);
  db = openDatabase({
    url: host.database('order').url,
    service: 'order',
    readLanes: 1,
    commandLanes: 1,
    poolSize: 2,
  });
  prisma = scopedPrisma(new PrismaClient(prismaOptions(db)));
});
afterAll(async () => {
  await prisma.$disconnect();
  await db.close();
  await host.stop();
});

/** What the application never asks: everything, without a filter of its own. */
const allOrders = statement<{ n: number }>('test_all_orders', 'select count(*)::int as n from "order"');
const allLines = statement<{ n: number }>('test_all_lines', 'select count(*)::int as n from order_line');
const wrong = statement<object>(
  'test_wrong',
  'select 1 / (select count(*)::int - count(*)::int from "order")',
);
const touchAll = statement<{ order_id: string }>(
  'test_touch_all',
  `update "order" set note = '' returning order_id`,
);
const moveAll = statement<object>('test_move_all', 'update "order" set cafe_id = $1');

const scopes = (): [string, Scope, number, number][] => [
  ['nobody', noScope, 0, 0],
  ['one café', cafeScope(mine.cafeId), 2, 3],
  ['an organisation', organisationScope(mine.organisationId), 3, 4],
  ['a customer', customerScope(customerId), 1, 1],
  ['a service', serviceScope, 4, 5],
];

describe('without any filter of the application, a scope sees its own', () => {
  test('through the read lane, whichever scope came before', async () => {
    for (const [, scope, orders, lines] of [...scopes(), ...scopes().reverse()]) {
      expect(await db.read(scope, allOrders, [])).toEqual([{ n: orders }]);
      expect(await db.read(scope, allLines, [])).toEqual([{ n: lines }]);
    }
  });

  test('through the command lane', async () => {
    for (const [, scope, orders] of scopes())
      expect(await db.command(scope, touchAll, [])).toHaveLength(orders);
  });

  test('through transactions of the pool', async () => {
    for (const [, scope, orders] of scopes()) {
      expect(await db.transaction(scope, (tx) => tx.query(allOrders, []))).toEqual([{ n: orders }]);
    }
  });

  test('through Prisma, also when many ask at once', async () => {
    const all = [...scopes(), ...scopes().reverse(), ...scopes()];
    const counts = await Promise.all(
      all.map(([, scope]) => withScope(scope, async () => (await prisma.order.findMany()).length)),
    );
    expect(counts).toEqual(all.map(([, , orders]) => orders));
  });

  test('after an error, on each of them', async () => {
    for (const [, scope] of scopes()) {
      await expect(db.read(scope, wrong, [])).rejects.toThrow('division by zero');
      await expect(db.command(scope, wrong, [])).rejects.toThrow('division by zero');
      await expect(db.transaction(scope, (tx) => tx.query(wrong, []))).rejects.toThrow('division by zero');
      expect(await db.read(noScope, allOrders, [])).toEqual([{ n: 0 }]);
      expect(await db.command(noScope, touchAll, [])).toEqual([]);
      expect(await db.transaction(noScope, (tx) => tx.query(allOrders, []))).toEqual([{ n: 0 }]);
      expect(await withScope(noScope, () => prisma.order.count())).toBe(0);
    }
  });
});

test('a scope cannot give its rows to another café', async () => {
  await expect(db.command(cafeScope(mine.cafeId), moveAll, [foreign.cafeId])).rejects.toThrow(
    'row-level security',
  );
});
