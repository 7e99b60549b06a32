import { type Database, openDatabase, statement } from '@sippy/kit/db';
import { prismaOptions, scopedPrisma } from '@sippy/kit/prisma';
import { cafeScope, organisationScope } from '@sippy/kit/scope';
import { leaksOf } from '@sippy/kit/test-isolation';
import type { TestHost } from '@sippy/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PrismaClient } from '../gen/prisma/client.ts';
import {
  kitchenOf,
  line,
  newCafe,
  once,
  placeOrder,
  startOrders,
  type TestCafe,
  ticketOf,
} from './fixture.ts';

const tables = ['station', 'kitchen_order', 'ticket', 'prep_time'];

let host: TestHost;
let db: Database;
let prisma: PrismaClient;
let mine: TestCafe;
let theirs: TestCafe;

beforeAll(async () => {
  host = await startOrders();
  db = openDatabase({ url: host.database('kitchen').url, service: 'kitchen' });
  prisma = scopedPrisma(new PrismaClient(prismaOptions(db)));
  [mine, theirs] = [await working(), await working()];
});
afterAll(async () => {
  await prisma.$disconnect();
  await db.close();
  await host.stop();
});

async function working(): Promise<TestCafe> {
  const cafe = await newCafe(host);
  const { orderId } = await placeOrder(host, cafe, [line(cafe.menu.coffee)]);
  const { ticketId } = await ticketOf(host, cafe, orderId);
  await kitchenOf(host, cafe).bumpTicket({ ...once(), ticketId });
  return cafe;
}

/** Any model by its name; all have `findMany`. */
const read = (table: string) =>
  (prisma as unknown as Record<string, { findMany(): Promise<object[]> }>)[table]?.findMany() ??
  Promise.resolve([]);

test('row-level security alone keeps cafés apart', async () => {
  const side = ({ organisationId, cafeId }: TestCafe) => ({
    organisationId,
    cafeId,
    scope: cafeScope(cafeId),
  });
  const owner = host.db('kitchen');
  expect(await leaksOf({ db, owner, tables, prisma: read, mine: side(mine), theirs: side(theirs) })).toEqual(
    [],
  );
});

test('row-level security alone keeps organisations apart', async () => {
  const side = ({ organisationId }: TestCafe) => ({
    organisationId,
    scope: organisationScope(organisationId),
  });
  const owner = host.db('kitchen');
  expect(await leaksOf({ db, owner, tables, prisma: read, mine: side(mine), theirs: side(theirs) })).toEqual(
    [],
  );
});

test('the view of lines shows no more than the tickets', async () => {
  const lines = statement<{ cafe_id: string }>('test_lines', 'select cafe_id from ticket_line');
  const rows = await db.read(cafeScope(mine.cafeId), lines, []);
  expect(rows.map((row) => row.cafe_id)).toEqual([mine.cafeId]);
});
