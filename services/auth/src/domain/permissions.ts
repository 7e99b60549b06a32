import type { NameOf } from '@sippy/kit/enum-names';
import type { DeviceKind, Role } from '@sippy/proto/auth/v1/auth';

/** Every permission there is. */
export const permissions = [
  'organisation.manage',
  'cafe.manage',
  'cafe.read',
  'staff.manage',
  'staff.read',
  'device.manage',
  'catalog.manage',
  'catalog.availability',
  'customer.read',
  'customer.manage',
  'customer.administer',
  'order.place',
  'order.read',
  'order.edit',
  'order.comp',
  'order.discount',
  'order.price_override',
  'order.cancel',
  'order.backdate',
  'kitchen.read',
  'kitchen.work',
  'kitchen.manage',
  'payment.take',
  'payment.read',
  'payment.refund',
  'loyalty.read',
  'loyalty.redeem',
  'loyalty.adjust',
  'loyalty.manage',
  'network.manage',
  'settlement.read',
  'settlement.manage',
  'dlq.manage',
  'audit.read',
] as const;

/** Name of a permission. */
export type Permission = (typeof permissions)[number];

/** A role that can be given. */
export type RoleName = NameOf<typeof Role>;

/** What a paired device is for. */
export type DeviceKindName = NameOf<typeof DeviceKind>;

/** The permission that holds in a whole organisation or not at all. */
export const ORGANISATION_MANAGE = 'organisation.manage' satisfies Permission;

/** What binds an organisation towards other owners: only an owner does it. */
const ownersOnly: readonly Permission[] = [
  ORGANISATION_MANAGE,
  'loyalty.manage',
  'network.manage',
  'settlement.read',
  'settlement.manage',
];

/** What each role may do. */
export const rolePermissions: Readonly<Record<RoleName, readonly Permission[]>> = {
  OWNER: permissions,
  MANAGER: permissions.filter((name) => !ownersOnly.includes(name)),
  BARISTA: [
    'cafe.read',
    'catalog.availability',
    'customer.read',
    'customer.manage',
    'order.place',
    'order.read',
    'order.edit',
    'order.comp',
    'order.cancel',
    'kitchen.read',
    'kitchen.work',
    'payment.take',
    'payment.read',
    'loyalty.read',
    'loyalty.redeem',
  ],
  KITCHEN: ['cafe.read', 'catalog.availability', 'order.read', 'kitchen.read', 'kitchen.work'],
  ACCOUNTANT: ['cafe.read', 'order.read', 'payment.read', 'staff.read', 'settlement.read', 'audit.read'],
};

/** What a device may do at its café while nobody is signed in on it. */
export const devicePermissions: Readonly<Record<DeviceKindName, readonly Permission[]>> = {
  POS: ['cafe.read'],
  KITCHEN_DISPLAY: ['cafe.read', 'order.read', 'kitchen.read', 'kitchen.work'],
};

const known: ReadonlySet<string> = new Set(permissions);

/** Roles that hold a permission. */
export function rolesWith(permission: Permission): RoleName[] {
  return (Object.keys(rolePermissions) as RoleName[]).filter((role) =>
    rolePermissions[role].includes(permission),
  );
}

/** Whether there is a permission of this name. */
export function isPermission(name: string): name is Permission {
  return known.has(name);
}

/** Whether this is one of the roles that can be given. */
export function isRole(role: string): role is RoleName {
  return Object.hasOwn(rolePermissions, role);
}
