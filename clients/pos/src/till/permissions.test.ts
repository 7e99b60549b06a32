import { Role, type StaffRight } from '@sippy/proto/web/auth/v1/auth';
import { expect, test } from 'vitest';
import { hasPermission } from './permissions.ts';

const roles = [
  { role: Role.MANAGER, permissions: ['order.place', 'order.discount'] },
  { role: Role.BARISTA, permissions: ['order.place'] },
];
const right = (cafeId: string, role: Role, ...extraPermissions: string[]): StaffRight => ({
  cafeId,
  role,
  extraPermissions,
});
const may = (permission: string, ...rights: StaffRight[]) =>
  hasPermission({ rights }, roles, 'here', permission);

test('a role gives its permissions at its own café only', () => {
  expect(may('order.place', right('here', Role.BARISTA))).toBe(true);
  expect(may('order.discount', right('here', Role.BARISTA))).toBe(false);
  expect(may('order.discount', right('there', Role.MANAGER))).toBe(false);
});

test('a right without a café holds at every café', () => {
  expect(may('order.discount', right('', Role.MANAGER))).toBe(true);
});

test('a single permission adds to those of the role', () => {
  expect(may('order.discount', right('here', Role.BARISTA, 'order.discount'))).toBe(true);
});
