import type { Role, RoleDefinition, StaffMember } from '@sippy/proto/web/auth/v1/auth';

/** Whether a member of staff has a permission at a café: by their role there or by name. Pure; the server has the last word. */
export function hasPermission(
  staff: Pick<StaffMember, 'rights'>,
  roles: readonly RoleDefinition[],
  cafeId: string,
  permission: string,
): boolean {
  return staff.rights
    .filter((right) => right.cafeId === '' || right.cafeId === cafeId)
    .some(
      (right) =>
        right.extraPermissions.includes(permission) ||
        roles.some(({ role, permissions }) => role === right.role && permissions.includes(permission)),
    );
}

/** Roles that hold a permission. */
export function rolesWith(roles: readonly RoleDefinition[], permission: string): Role[] {
  return roles.filter(({ permissions }) => permissions.includes(permission)).map(({ role }) => role);
}
