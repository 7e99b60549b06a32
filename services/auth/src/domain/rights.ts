import type { PrincipalGrant } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { invalidField, refuse } from '@sippy/kit/refusal';
import { Role } from '@sippy/proto/auth/v1/auth';
import {
  isPermission,
  ORGANISATION_MANAGE,
  type Permission,
  permissions,
  type RoleName,
  rolePermissions,
} from './permissions.ts';

/** A right of a member of staff at a café, or in the whole organisation where `cafeId` is null. */
export interface Right {
  cafeId: string | null;
  role: RoleName;
  extraPermissions: readonly string[];
}

/** Whether a right makes its holder an owner of the organisation. */
export function isOwnership(right: Right): boolean {
  return right.cafeId === null && right.role === 'OWNER';
}

/** Every permission of a right, each once, in the order of the list of permissions. */
export function permissionsOf(right: Pick<Right, 'role' | 'extraPermissions'>): readonly Permission[] {
  const held = new Set<string>([...rolePermissions[right.role], ...right.extraPermissions]);
  return permissions.filter((name) => held.has(name));
}

/**
 * Reads rights as a request names them. Refuses an unknown role or permission, two rights at one place, and the
 * management of an organisation at a single café; `field` names the request field.
 */
export function readRights(
  rights: readonly { cafeId: string; role: string; extraPermissions: readonly string[] }[],
  field: string,
): Right[] {
  const places = new Set<string>();
  return rights.map((right, i) => {
    const at = `${field}[${i}]`;
    const role = nameOf(Role, right.role);
    if (!role) throw invalidField(`${at}.role`, 'must be one of the roles');
    for (const name of right.extraPermissions)
      if (!isPermission(name)) throw unknownPermission(`${at}.extra_permissions`, name);
    if (places.has(right.cafeId)) throw invalidField(`${at}.cafe_id`, 'must not be named twice');
    places.add(right.cafeId);
    const read: Right = {
      cafeId: right.cafeId === '' ? null : right.cafeId,
      role,
      extraPermissions: right.extraPermissions,
    };
    if (read.cafeId !== null && permissionsOf(read).includes(ORGANISATION_MANAGE)) {
      throw invalidField(
        `${at}.cafe_id`,
        'must be empty for organisation.manage, which holds everywhere or not at all',
      );
    }
    return read;
  });
}

/** What a caller holds in one organisation. */
export interface Authority {
  /** Whether the caller manages the organisation itself. */
  readonly managesOrganisation: boolean;
  /** Cafés of the organisation that the caller has any right at. */
  readonly cafeIds: ReadonlySet<string>;
  can(permission: string, cafeId: string): boolean;
  /** Whether the caller holds the permission in the organisation, at whichever café. */
  canAnywhere(permission: string): boolean;
}

/** What a caller's grants allow in one organisation. Grants in other organisations do not count. */
export function authorityIn(organisationId: string, grants: readonly PrincipalGrant[]): Authority {
  const own = grants.filter((grant) => grant.organisationId === organisationId);
  const canAnywhere = (permission: string) => own.some((grant) => grant.permissions.includes(permission));
  return {
    managesOrganisation: canAnywhere(ORGANISATION_MANAGE),
    cafeIds: new Set(own.flatMap((grant) => grant.cafeIds)),
    can: (permission, cafeId) =>
      own.some((grant) => grant.cafeIds.includes(cafeId) && grant.permissions.includes(permission)),
    canAnywhere,
  };
}

/**
 * Refuses unless the caller may give, change or take this right: they need staff.manage there and each permission of
 * the right itself. A right in the whole organisation is for those who manage the organisation.
 */
export function checkMayHandle(authority: Authority, right: Right): void {
  const { cafeId } = right;
  if (cafeId === null) {
    if (!authority.managesOrganisation) throw exceedsOwn(ORGANISATION_MANAGE, 'in the whole organisation');
    for (const name of permissionsOf(right)) {
      if (!authority.canAnywhere(name)) throw exceedsOwn(name, 'in the whole organisation');
    }
    return;
  }
  if (!authority.cafeIds.has(cafeId)) throw unknownCafe(cafeId);
  if (!authority.can('staff.manage', cafeId)) throw exceedsOwn('staff.manage', 'at this café');
  for (const name of permissionsOf(right)) {
    if (!authority.can(name, cafeId)) throw exceedsOwn(name, 'at this café');
  }
}

/** The rights that a caller may see: those in the whole organisation, and those at cafés whose staff they may read. */
export function visibleRights(authority: Authority, rights: readonly Right[]): Right[] {
  return rights.filter(
    ({ cafeId }) => cafeId === null || authority.managesOrganisation || authority.can('staff.read', cafeId),
  );
}

/** A field names a permission that there is not. */
export function unknownPermission(field: string, name: string): Error {
  return refuse('INVALID_ARGUMENT', 'PERMISSION_UNKNOWN', `There is no permission ${name}.`, {
    fields: [{ field, description: 'must be names of permissions' }],
  });
}

function unknownCafe(cafeId: string): Error {
  return refuse('INVALID_ARGUMENT', 'CAFE_UNKNOWN', `Café ${cafeId} is not one of this organisation.`, {
    metadata: { cafe_id: cafeId },
  });
}

function exceedsOwn(permission: string, where: string): Error {
  return refuse(
    'PERMISSION_DENIED',
    'RIGHT_EXCEEDS_OWN',
    `You cannot handle a right that includes ${permission} ${where}: you do not have it there.`,
    { metadata: { permission } },
  );
}
