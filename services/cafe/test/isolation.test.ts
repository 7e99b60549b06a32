import { type Database, openDatabase, withScope } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { prismaOptions, scopedPrisma } from '@sippy/kit/prisma';
import { cafeScope, organisationScope } from '@sippy/kit/scope';
import { leaksOf } from '@sippy/kit/test-isolation';
import { startTestService, type TestHost, testGrant, testPrincipal } from '@sippy/kit/testing';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PrismaClient } from '../gen/prisma/client.ts';
import { service } from '../src/main.ts';

let host: TestHost;
let db: Database;
let prisma: PrismaClient;
const [mine, theirs] = [tenant(), tenant()];

function tenant() {
  return { organisationId: newId(), cafeId: newId() };
}

beforeAll(async () => {
  host = await startTestService([service]);
  db = openDatabase({ url: host.database('cafe').url, service: 'cafe' });
  prisma = scopedPrisma(new PrismaClient(prismaOptions(db)));
  for (const { organisationId, cafeId } of [mine, theirs]) {
    const owner = testPrincipal({ grants: [testGrant(organisationId, [], 'organisation.manage')] });
    await host.peer(CafeServiceDefinition, owner).createCafe({
      ...{ requestId: newId(), organisationId, cafeId, name: 'Wall' },
      ...{ currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
    });
    await host
      .db('cafe')
      .query('insert into organisation (organisation_id, name, owner_user_id) values ($1, $2, $3)', [
        organisationId,
        'Wall',
        newId(),
      ]);
  }
});
afterAll(async () => {
  await prisma.$disconnect();
  await db.close();
  await host.stop();
});

const read = (table: string) => (table === 'cafe' ? prisma.cafe.findMany() : prisma.organisation.findMany());

test('row-level security alone keeps organisations apart', async () => {
  const leaks = await leaksOf({
    ...{ db, owner: host.db('cafe'), tables: ['cafe', 'organisation'], prisma: read },
    mine: { organisationId: mine.organisationId, scope: organisationScope(mine.organisationId) },
    theirs: { organisationId: theirs.organisationId, scope: organisationScope(theirs.organisationId) },
  });
  expect(leaks).toEqual([]);
});

test('row-level security alone keeps cafés apart', async () => {
  const leaks = await leaksOf({
    ...{ db, owner: host.db('cafe'), tables: ['cafe'], prisma: read },
    mine: { ...mine, scope: cafeScope(mine.cafeId) },
    theirs: { ...theirs, scope: cafeScope(theirs.cafeId) },
  });
  expect(leaks).toEqual([]);
});

test('findUnique of two callers in one tick runs under the scope of each', async () => {
  const find = (cafeId: string) => prisma.cafe.findUnique({ where: { cafe_id: cafeId } });
  const [own, foreign] = await Promise.all([
    withScope(cafeScope(mine.cafeId), async () => find(mine.cafeId)),
    withScope(cafeScope(theirs.cafeId), async () => find(mine.cafeId)),
  ]);
  expect(own?.cafe_id).toBe(mine.cafeId);
  expect(foreign).toBeNull();
});
