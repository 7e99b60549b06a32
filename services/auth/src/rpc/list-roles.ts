import type { Rpc } from '@sippy/kit/call';
import { Role } from '@sippy/proto/auth/v1/auth';
import type { ListRolesRequest, ListRolesResponse } from '@sippy/proto/auth/v1/staff_service';
import { permissions, type RoleName, rolePermissions } from '../domain/permissions.ts';

/** Lists roles and permissions. */
export const listRoles = (): Rpc<ListRolesRequest, ListRolesResponse> => async () => ({
  roles: (Object.keys(rolePermissions) as RoleName[]).map((role) => ({
    role: Role[role],
    permissions: [...rolePermissions[role]],
  })),
  permissions: [...permissions],
});
