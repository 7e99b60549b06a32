import type { RoleDefinition, StaffMember } from '@sippy/proto/web/auth/v1/auth';

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
