import { expect, test } from 'vitest';
import { permissions, rolePermissions } from './permissions.ts';
import {
  authorityIn,
  checkMayHandle,
  permissionsOf,
  type Right,
  readRights,
  visibleRights,
} from './rights.ts';

const org = 'o1';
const right = (cafeId: string | null, role: Right['role'], ...extraPermissions: string[]): Right => ({
  cafeId,
  role,
  extraPermissions,
});
const owner = authorityIn(org, [{ organisationId: org, cafeIds: ['a', 'b'], permissions }]);
const managerOfA = authorityIn(org, [
  { organisationId: org, cafeIds: ['a'], permissions: rolePermissions.MANAGER },
]);

test('a manager holds everything at a café but what binds the organisation', () => {
  const held = new Set(permissionsOf(right('a', 'MANAGER')));
  expect(permissions.filter((name) => !held.has(name))).toEqual([
    'organisation.manage',
    'loyalty.manage',
    'network.manage',
    'settlement.read',
    'settlement.manage',
  ]);
});

test('single permissions are added to those of the role, each once', () => {
  const held = permissionsOf(right('a', 'BARISTA', 'order.backdate', 'order.place'));
  expect(held.filter((name) => name === 'order.place')).toHaveLength(1);
  expect(held).toContain('order.backdate');
  expect(permissionsOf(right('a', 'BARISTA'))).not.toContain('order.price_override');
});

test('an owner may handle any right, a manager any right at their café that does not exceed their own', () => {
  checkMayHandle(owner, right(null, 'OWNER'));
  checkMayHandle(owner, right('b', 'MANAGER'));
  checkMayHandle(managerOfA, right('a', 'MANAGER'));
  checkMayHandle(managerOfA, right('a', 'BARISTA', 'order.backdate'));
});

test('nobody handles a right at a café where they have none', () => {
  expect(() => checkMayHandle(managerOfA, right('b', 'BARISTA'))).toThrow(/not one of this organisation/);
});

test('a right in the whole organisation is for those who manage it', () => {
  expect(() => checkMayHandle(managerOfA, right(null, 'KITCHEN'))).toThrow(/organisation\.manage/);
});

test('staff.manage without a permission does not let anyone give that permission', () => {
  const half = authorityIn(org, [
    { organisationId: org, cafeIds: ['a'], permissions: ['staff.manage', 'cafe.read'] },
  ]);
  expect(() => checkMayHandle(half, right('a', 'KITCHEN'))).toThrow(/you do not have it there/);
});

test('rights in another organisation count for nothing', () => {
  const foreign = authorityIn('o2', [{ organisationId: org, cafeIds: ['a'], permissions }]);
  expect(() => checkMayHandle(foreign, right('a', 'BARISTA'))).toThrow(/not one of this organisation/);
  expect(foreign.managesOrganisation).toBe(false);
});

test('the management of an organisation cannot be given at a single café', () => {
  const wire = { cafeId: 'a', role: 'ROLE_OWNER', extraPermissions: [] };
  expect(() => readRights([wire], 'rights')).toThrow(/rights\[0\]\.cafe_id/);
  const extra = { cafeId: 'a', role: 'ROLE_BARISTA', extraPermissions: ['organisation.manage'] };
  expect(() => readRights([extra], 'rights')).toThrow(/rights\[0\]\.cafe_id/);
});

test('unknown roles and permissions and doubled places are refused with the field', () => {
  const at = (cafeId: string, role: string, extraPermissions: string[] = []) => ({
    cafeId,
    role,
    extraPermissions,
  });
  expect(() => readRights([at('a', 'UNRECOGNIZED')], 'rights')).toThrow(/rights\[0\]\.role/);
  expect(() => readRights([at('a', 'ROLE_UNSPECIFIED')], 'rights')).toThrow(/rights\[0\]\.role/);
  expect(() => readRights([at('a', 'ROLE_BARISTA', ['order.fly'])], 'rights')).toThrow(/order\.fly/);
  expect(() => readRights([at('a', 'ROLE_BARISTA'), at('a', 'ROLE_KITCHEN')], 'rights')).toThrow(
    /rights\[1\]\.cafe_id/,
  );
});

test('a manager sees rights at their café and in the whole organisation, an owner all', () => {
  const rights = [right(null, 'ACCOUNTANT'), right('a', 'BARISTA'), right('b', 'BARISTA')];
  expect(visibleRights(managerOfA, rights)).toEqual(rights.slice(0, 2));
  expect(visibleRights(owner, rights)).toEqual(rights);
});
