import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { PlacedRight } from '../domain/authorities.ts';
import { isRole } from '../domain/permissions.ts';
import type { Right } from '../domain/rights.ts';

interface RightRow {
  organisationId: string;
  cafeId: string | null;
  role: string;
  extraPermissions: string[];
}

const COLUMNS = `r.organisation_id as "organisationId", r.cafe_id as "cafeId", r.role,
  r.extra_permissions as "extraPermissions"`;

const rightsOfUserSql = statement<RightRow>(
  'auth_rights_of_user',
  `select ${COLUMNS} from staff s join staff_right r using (staff_id) where s.user_id = $1 and s.status = 'ACTIVE'`,
);

const rightsAtCafeSql = statement<RightRow>(
  'auth_rights_at_cafe',
  `select ${COLUMNS} from staff s join staff_right r using (staff_id)
   where s.staff_id = $1 and s.status = 'ACTIVE' and s.organisation_id = $2 and (r.cafe_id = $3 or r.cafe_id is null)`,
);

const rightsOfStaffSql = statement<RightRow>(
  'auth_rights_of_staff',
  `select ${COLUMNS} from staff_right r where r.staff_id = $1 order by r.cafe_id nulls first`,
);

const saveRightsSql = statement<object>(
  'auth_save_rights',
  `insert into staff_right (staff_id, organisation_id, cafe_id, role, extra_permissions)
   select $1, $2, (r->>'cafeId')::uuid, r->>'role', array(select jsonb_array_elements_text(r->'extraPermissions'))
   from jsonb_array_elements($3::jsonb) r
   on conflict on constraint staff_right_place
   do update set role = excluded.role, extra_permissions = excluded.extra_permissions`,
);

const removeRightsSql = statement<object>(
  'auth_remove_rights',
  `delete from staff_right where staff_id = $1 and (cafe_id = any ($2::uuid[]) or ($3::boolean and cafe_id is null))`,
);

const lockOwnersSql = statement<{ staffId: string }>(
  'auth_lock_owners',
  `select s.staff_id as "staffId" from staff_right r join staff s using (staff_id)
   where r.organisation_id = $1 and r.cafe_id is null and r.role = 'OWNER' and s.status = 'ACTIVE'
   order by s.staff_id for update`,
);

/** A right as rows and Prisma give it. A role that this release does not know gives nothing. */
export function readRight(row: Omit<RightRow, 'organisationId'>): Right[] {
  return isRole(row.role)
    ? [{ cafeId: row.cafeId, role: row.role, extraPermissions: row.extraPermissions }]
    : [];
}

const placed = (row: RightRow): PlacedRight[] =>
  readRight(row).map((right) => ({ ...right, organisationId: row.organisationId }));

/** Every right that a user has as an active member of staff of any organisation. */
export async function rightsOfUser(db: Database, userId: string): Promise<PlacedRight[]> {
  return (await db.read(serviceScope, rightsOfUserSql, [userId])).flatMap(placed);
}

/** The rights of an active member of staff that hold at one café. */
export async function rightsAtCafe(
  db: Database,
  staffId: string,
  place: { organisationId: string; cafeId: string },
): Promise<PlacedRight[]> {
  const rows = await db.read(serviceScope, rightsAtCafeSql, [staffId, place.organisationId, place.cafeId]);
  return rows.flatMap(placed);
}

/** The rights of a member of staff; those of the whole organisation first. */
export async function rightsIn(tx: Transaction, staffId: string): Promise<Right[]> {
  return (await tx.query(rightsOfStaffSql, [staffId])).flatMap(readRight);
}

/** Sets rights; each replaces the one at the same place. */
export async function saveRightsIn(
  tx: Transaction,
  staff: { staffId: string; organisationId: string },
  rights: readonly Right[],
): Promise<void> {
  if (rights.length > 0) await tx.query(saveRightsSql, [staff.staffId, staff.organisationId, json(rights)]);
}

/** Takes the rights at these places; null stands for the whole organisation. */
export async function removeRightsIn(
  tx: Transaction,
  staffId: string,
  places: readonly (string | null)[],
): Promise<void> {
  const cafeIds = places.filter((place) => place !== null);
  if (places.length > 0) await tx.query(removeRightsSql, [staffId, cafeIds, places.includes(null)]);
}

/** The active owners of an organisation, locked until the transaction ends. */
export async function lockOwnersIn(tx: Transaction, organisationId: string): Promise<string[]> {
  return (await tx.query(lockOwnersSql, [organisationId])).map((row) => row.staffId);
}
