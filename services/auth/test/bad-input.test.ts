import type { Principal } from '@sippy/kit/call';
import type { GenericDefinition } from '@sippy/kit/definition';
import { newId } from '@sippy/kit/ids';
import { Refusal } from '@sippy/kit/refusal';
import { testGrant, testPrincipal } from '@sippy/kit/testing';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';
import { DeviceServiceDefinition } from '@sippy/proto/auth/v1/device_service';
import { StaffServiceDefinition } from '@sippy/proto/auth/v1/staff_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissions } from '../src/domain/permissions.ts';
import { type AuthFixture, claimsOf, type Owner, startAuth } from './fixture.ts';

let fixture: AuthFixture;
let owner: Owner;
let callers: Principal[];
beforeAll(async () => {
  fixture = await startAuth();
  owner = await fixture.owner(1);
  const { organisationId, cafeIds, userId } = owner;
  const till = await fixture.till(owner);
  callers = [
    testPrincipal({ kind: 'user', id: userId, grants: [testGrant(organisationId, cafeIds, ...permissions)] }),
    testPrincipal({ kind: 'device', id: claimsOf(till.token).sub }),
    testPrincipal({ kind: 'staff', deviceId: till.deviceId }),
    testPrincipal({ kind: 'service', id: 'test' }),
  ];
});
afterAll(() => fixture?.stop());

const definitions: GenericDefinition[] = [
  AuthServiceDefinition,
  StaffServiceDefinition,
  DeviceServiceDefinition,
];
const nasty: unknown[] = [
  '',
  ' ',
  'x'.repeat(5000),
  'null\u0000byte',
  '\u202e\u0007',
  "'; drop table staff; --",
  newId().toUpperCase(),
  newId(),
  '../../etc/passwd',
];

/** A value that passes the contract for a field of this name. */
function plausible(field: string): string {
  if (field === 'organisationId') return owner.organisationId;
  if (field === 'cafeId') return owner.cafeIds[0] ?? '';
  if (field === 'email') return fixture.newEmail();
  if (field.endsWith('Id')) return newId();
  if (/pin/i.test(field)) return '2580';
  return 'something plausible';
}

/** For each text of a request one request in which it is nasty and the others are plausible, and numbers out of range. */
function* requests(empty: Record<string, unknown>): Generator<Record<string, unknown>> {
  yield empty;
  const filled = Object.fromEntries(
    Object.entries(empty).map(([name, value]) => [name, typeof value === 'string' ? plausible(name) : value]),
  );
  yield filled;
  for (const [name, value] of Object.entries(empty)) {
    if (typeof value === 'string') for (const bad of nasty) yield { ...filled, [name]: bad };
    if (typeof value === 'bigint') for (const bad of [-1n, 2n ** 62n]) yield { ...filled, [name]: bad };
    if (Array.isArray(value) && name === 'removeCafeIds') yield { ...filled, [name]: ['x', ''] };
  }
  if ('page' in empty) yield { ...filled, page: { pageSize: -1, pageToken: 'x' } };
  if ('page' in empty) yield { ...filled, page: { pageSize: 2 ** 31 - 1, pageToken: 'WzEsMl0' } };
}

test('whatever the texts and numbers, every RPC answers or refuses in words; nothing breaks', {
  timeout: 120_000,
}, async () => {
  const faults: string[] = [];
  let refused = 0;
  for (const definition of definitions) {
    for (const [name, method] of Object.entries(definition.methods)) {
      const empty = method.requestType.fromPartial({} as never) as Record<string, unknown>;
      for (const request of requests(empty)) {
        const caller = callers[(refused + name.length) % callers.length];
        for (const as of new Set([callers[0], caller])) {
          const client = fixture.host.peer(definition, as) as unknown as Record<
            string,
            (r: unknown) => Promise<unknown>
          >;
          const outcome = await client[name]?.(request).catch((error: unknown) => error);
          if (!(outcome instanceof Refusal)) continue;
          refused++;
          const worded = outcome.reason !== '' && outcome.message !== '';
          if (outcome.code === 'INTERNAL' || outcome.code === 'UNKNOWN' || !worded) {
            faults.push(
              `${name} ${JSON.stringify(request, (_, v) => (typeof v === 'bigint' ? String(v) : v))}: ${outcome.message}`,
            );
          }
        }
      }
    }
  }
  expect(faults).toEqual([]);
  expect(refused).toBeGreaterThan(300);
});

test('an enum value that does not exist is refused with its field', async () => {
  const { organisationId, cafeIds, token } = owner;
  const device = { requestId: newId(), cafeId: cafeIds[0] ?? '', name: 'Till', kind: 99 };
  await expect(fixture.device(token).createPairingCode(device as never)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    fields: [{ field: 'kind' }],
  });
  const right = { cafeId: cafeIds[0] ?? '', role: 'ROLE_UNSPECIFIED', extraPermissions: [] };
  const staff = { requestId: newId(), organisationId, name: 'X', rights: [right] };
  await expect(fixture.staff(token).createStaff(staff as never)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    fields: [{ field: 'rights[0].role' }],
  });
});
