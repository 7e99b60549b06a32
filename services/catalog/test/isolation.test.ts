import { type Database, openDatabase } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { prismaOptions, scopedPrisma } from '@sippy/kit/prisma';
import { cafeScope, organisationScope } from '@sippy/kit/scope';
import { leaksOf } from '@sippy/kit/test-isolation';
import { Weekday } from '@sippy/proto/type/v1/weekday';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PrismaClient } from '../gen/prisma/client.ts';
import { type CatalogFixture, eur, sellCoffee, startCatalog, type Tenant } from './fixture.ts';

const shared = ['catalogue', 'category', 'product', 'variant', 'modifier_group', 'modifier', 'daypart'];
const perCafe = ['menu', 'product_override', 'modifier_override', 'sold_out'];

let fixture: CatalogFixture;
let db: Database;
let prisma: PrismaClient;
let mine: Tenant;
let theirs: Tenant;

beforeAll(async () => {
  fixture = await startCatalog();
  db = openDatabase({ url: fixture.host.database('catalog').url, service: 'catalog' });
  prisma = scopedPrisma(new PrismaClient(prismaOptions(db)));
  mine = await filled();
  theirs = await filled();
});
afterAll(async () => {
  await prisma.$disconnect();
  await db.close();
  await fixture.stop();
});

async function filled(): Promise<Tenant> {
  const tenant = await fixture.tenant();
  const { catalog, cafeId } = tenant;
  const { product, modifierGroup } = await sellCoffee(tenant);
  const { productId } = product;
  const modifierId = modifierGroup.modifiers[0]?.modifierId ?? '';
  const windows = [{ weekdays: [Weekday.MONDAY], starts: '10:00', ends: '11:00' }];
  await catalog.createDaypart({ requestId: newId(), cafeId, daypart: { name: 'Morning', windows } });
  await catalog.setProductOverride({ requestId: newId(), cafeId, productId, hidden: true });
  await catalog.setModifierOverride({ requestId: newId(), cafeId, modifierId, price: eur(1n) });
  await catalog.setProductAvailability({ requestId: newId(), cafeId, productId, available: false });
  return tenant;
}

/** Any model by its name; all have `findMany`. */
const read = (table: string) =>
  (prisma as unknown as Record<string, { findMany(): Promise<object[]> }>)[table]?.findMany() ??
  Promise.resolve([]);

test('row-level security alone keeps organisations apart', async () => {
  const side = ({ organisationId }: Tenant) => ({ organisationId, scope: organisationScope(organisationId) });
  const owner = fixture.host.db('catalog');
  const tables = [...shared, ...perCafe];
  expect(await leaksOf({ db, owner, tables, prisma: read, mine: side(mine), theirs: side(theirs) })).toEqual(
    [],
  );
});

test('row-level security alone keeps cafés apart', async () => {
  const side = ({ organisationId, cafeId }: Tenant) => ({ organisationId, cafeId, scope: cafeScope(cafeId) });
  const owner = fixture.host.db('catalog');
  expect(
    await leaksOf({ db, owner, tables: perCafe, prisma: read, mine: side(mine), theirs: side(theirs) }),
  ).toEqual([]);
});
