import { newId } from '@sippy/kit/ids';
import { startTestService, type TestHost, testGrant, testPrincipal, testStaff } from '@sippy/kit/testing';
import { CafeServiceDefinition, type CreateCafeRequest } from '@sippy/proto/cafe/v1/cafe_service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/main.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestService([service]);
});
afterAll(() => host.stop());

const organisationId = newId();
const owner = () =>
  host.peer(
    CafeServiceDefinition,
    testPrincipal({ grants: [testGrant(organisationId, [], 'organisation.manage')] }),
  );
const good = () => ({
  ...{ requestId: newId(), organisationId, name: 'Café', currencyCode: 'EUR' },
  ...{ timeZone: 'Europe/Berlin' },
});
const count = async () => {
  const { rows } = await host.db('cafe').query<{ count: bigint }>('select count(*) from request');
  return rows[0]?.count;
};

const bad: [what: string, change: Partial<CreateCafeRequest>, field: string][] = [
  ['no request_id', { requestId: '' }, 'request_id'],
  ['a request_id that is none', { requestId: 'x' }, 'request_id'],
  ['an empty name', { name: '' }, 'name'],
  ['an over-long name', { name: 'x'.repeat(121) }, 'name'],
  ['control characters', { name: 'a\u0000b' }, 'name'],
  ['a currency that is none', { currencyCode: 'EURO' }, 'currency_code'],
  ['a zone that is none', { timeZone: 'Mars/Olympus' }, 'time_zone'],
  ['a slug with blanks', { slug: 'a b' }, 'slug'],
  ['a cut-over that is no time', { businessDayCutover: '25:00' }, 'business_day_cutover'],
  ['a negative cash rounding', { cashRoundingMinor: -5n }, 'cash_rounding_minor'],
  ['a huge cash rounding', { cashRoundingMinor: 9_000_000_000_000n }, 'cash_rounding_minor'],
  ['a lease of a week', { onlinePaymentLeaseMinutes: 10_080 }, 'online_payment_lease_minutes'],
  ['trading since the future', { tradingSince: new Date(Date.now() + 86_400_000) }, 'trading_since'],
];

describe('bad input to CreateCafe is refused, names the field and writes nothing', () => {
  for (const [what, change, field] of bad) {
    test(what, async () => {
      const before = await count();
      const refusal = await owner()
        .createCafe({ ...good(), ...change })
        .catch((error) => error);
      expect(refusal).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(refusal.fields.map((each: { field: string }) => each.field)).toContain(field);
      expect(await count()).toBe(before);
    });
  }
});

test('hours that overlap are refused with their reason', async () => {
  const intervals = [
    { opens: '08:00', closes: '14:00' },
    { opens: '13:00', closes: '18:00' },
  ];
  const openingHours = { weekly: [], exceptions: [{ date: '2026-12-24', intervals, note: '' }] };
  await expect(owner().createCafe({ ...good(), openingHours })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    reason: 'HOURS_OVERLAP',
    domain: 'sippy.cafe',
  });
});

test('a role without the right is refused, whatever it asks', async () => {
  const cafeId = newId();
  await owner().createCafe({ ...good(), cafeId });
  const barista = host.peer(
    CafeServiceDefinition,
    testStaff(organisationId, cafeId, 'cafe.read', 'order.place'),
  );
  const refused = { code: 'PERMISSION_DENIED', reason: 'PERMISSION_MISSING' };
  await expect(
    barista.updateCafe({ requestId: newId(), cafeId, version: 1n, name: 'Mine' }),
  ).rejects.toMatchObject(refused);
  await expect(barista.createCafe(good())).rejects.toMatchObject(refused);
  await expect(
    barista.setBusyMode({ requestId: newId(), cafeId, busyMode: { isOn: true, extraMinutes: 5 } }),
  ).rejects.toMatchObject(refused);
});

test('a café that does not exist is not there, even for somebody with a right at it', async () => {
  const cafeId = newId();
  const client = host.peer(
    CafeServiceDefinition,
    testStaff(organisationId, cafeId, 'cafe.read', 'cafe.manage'),
  );
  const missing = { code: 'NOT_FOUND', reason: 'NOT_FOUND' };
  await expect(client.getCafe({ cafeId })).rejects.toMatchObject(missing);
  await expect(
    client.updateCafe({ requestId: newId(), cafeId, version: 1n, name: 'X' }),
  ).rejects.toMatchObject(missing);
});
