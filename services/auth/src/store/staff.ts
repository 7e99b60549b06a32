import { type Database, statement, type Transaction, withScope } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import type { OnceKey } from '@sippy/kit/once';
import type { Page } from '@sippy/kit/page';
import { alreadyExists } from '@sippy/kit/refusal';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { PrismaClient } from '../../gen/prisma/client.ts';
import { staffExists } from '../domain/refusals.ts';
import type { Right } from '../domain/rights.ts';
import { type StaffFact, staffCreated } from '../messages/facts.ts';
import { setPinIn } from './pins.ts';
import { readRight, rightsIn, saveRightsIn } from './rights.ts';

/** A member of staff with everything that is shown of them. */
export interface StaffRecord extends StaffFact {
  name: string;
  email: string | null;
  hasPin: boolean;
  pinLockedTime: Date | null;
  createdTime: Date;
}

/** A member of staff to be added. */
export interface NewStaff {
  staffId: string;
  organisationId: string;
  userId?: string;
  name: string;
  email?: string;
  rights: readonly Right[];
  pinHash?: string | undefined;
}

interface StaffRow {
  staffId: string;
  organisationId: string;
  userId: string | null;
  name: string;
  email: string | null;
  status: 'ACTIVE' | 'DEACTIVATED';
  version: bigint;
}

const COLUMNS = `staff_id as "staffId", organisation_id as "organisationId", user_id as "userId", name, email, status, version`;

const insertStaffSql = statement<StaffRow>(
  'auth_insert_staff',
  `insert into staff (staff_id, organisation_id, user_id, name, email, created_time)
   values ($1, $2, $3, $4, $5, $6) returning ${COLUMNS}`,
);

const lockStaffSql = statement<StaffRow>(
  'auth_lock_staff',
  `select ${COLUMNS} from staff where staff_id = $1 for update`,
);

const lockMemberSql = statement<StaffRow>(
  'auth_lock_member',
  `select ${COLUMNS} from staff where organisation_id = $1 and user_id = $2 for update`,
);

const updateStaffSql = statement<StaffRow>(
  'auth_update_staff',
  `update staff set name = $2, email = $3, status = $4, user_id = $5, version = version + 1
   where staff_id = $1 returning ${COLUMNS}`,
);

/** Adds a member of staff as part of a transaction, and says so. Refuses an id or an account that is taken. */
export async function insertStaffIn(tx: Transaction, staff: NewStaff, now: Date): Promise<void> {
  const params = [
    staff.staffId,
    staff.organisationId,
    staff.userId ?? null,
    staff.name,
    staff.email ?? null,
    now,
  ];
  const [row] = await tx.query(insertStaffSql, params).catch((error) => {
    if (isUniqueViolation(error, 'staff_pkey')) throw alreadyExists('member of staff', staff.staffId);
    if (isUniqueViolation(error, 'staff_user')) throw staffExists();
    throw error;
  });
  if (!row) throw new Error('an insert returned nothing');
  await saveRightsIn(tx, row, staff.rights);
  await tx.append([staffCreated({ ...row, rights: staff.rights })]);
  if (staff.pinHash !== undefined) await setPinIn(tx, row, staff.pinHash);
}

/** Adds a member of staff once for a request. */
export function insertStaff(
  db: Database,
  scope: Scope,
  key: OnceKey,
  staff: NewStaff,
  now: Date,
): Promise<void> {
  return db.transaction(scope, async (tx) => {
    await tx.once(key, { staffId: staff.staffId });
    await insertStaffIn(tx, staff, now);
  });
}

/** Locks and reads a member of staff. */
export async function lockStaffIn(
  tx: Transaction,
  staffId: string,
): Promise<(StaffRow & { rights: Right[] }) | undefined> {
  const [row] = await tx.query(lockStaffSql, [staffId]);
  return row && { ...row, rights: await rightsIn(tx, row.staffId) };
}

/** Locks and reads the member of staff that a user is in an organisation. */
export async function lockMemberIn(
  tx: Transaction,
  organisationId: string,
  userId: string,
): Promise<(StaffRow & { rights: Right[] }) | undefined> {
  const [row] = await tx.query(lockMemberSql, [organisationId, userId]);
  return row && { ...row, rights: await rightsIn(tx, row.staffId) };
}

/** Changes a locked member of staff. The caller says so, with the rights as they are then. */
export async function updateStaffIn(
  tx: Transaction,
  staff: StaffRow,
  change: Partial<Pick<StaffRow, 'name' | 'email' | 'status' | 'userId'>>,
): Promise<StaffRow> {
  const next = { ...staff, ...change };
  const params = [staff.staffId, next.name, next.email, next.status, next.userId];
  const [row] = await tx.query(updateStaffSql, params).catch((error) => {
    if (isUniqueViolation(error, 'staff_user')) throw staffExists();
    throw error;
  });
  if (!row) throw new Error('a locked member of staff is gone');
  return row;
}

const shown = {
  rights: { orderBy: { cafeId: { sort: 'asc', nulls: 'first' } } },
  pin: { select: { lockedTime: true } },
} as const;

type Shown = Awaited<ReturnType<typeof oneShown>>;

function oneShown(prisma: PrismaClient, staffId: string) {
  return prisma.staff.findFirst({ where: { staffId }, include: shown });
}

function recordOf(row: NonNullable<Shown>): StaffRecord {
  return {
    staffId: row.staffId,
    organisationId: row.organisationId,
    userId: row.userId,
    name: row.name,
    email: row.email,
    status: row.status === 'ACTIVE' ? 'ACTIVE' : 'DEACTIVATED',
    rights: row.rights.flatMap(readRight),
    hasPin: row.pin !== null,
    pinLockedTime: row.pin?.lockedTime ?? null,
    version: row.version,
    createdTime: row.createdTime,
  };
}

/** The member of staff with this id, as far as the scope can see. */
export function findStaff(
  prisma: PrismaClient,
  scope: Scope,
  staffId: string,
): Promise<StaffRecord | undefined> {
  return withScope(scope, async () => {
    const row = await oneShown(prisma, staffId);
    return row ? recordOf(row) : undefined;
  });
}

/** The memberships of a user, whatever the organisation; for the user's own eyes. */
export function membershipsOf(prisma: PrismaClient, scope: Scope, userId: string): Promise<StaffRecord[]> {
  return withScope(scope, async () => {
    const where = { userId, status: 'ACTIVE' };
    return (
      await prisma.staff.findMany({ where, include: shown, orderBy: { staffId: 'asc' }, take: 100 })
    ).map(recordOf);
  });
}

/** Which staff to list: those with a right at any of the cafés or in the whole organisation, or all of them. */
export interface StaffFilter {
  organisationId: string;
  cafeIds: readonly string[] | 'all';
  includeDeactivated: boolean;
}

/** Staff by name; one more than the page holds, if there are more. */
export function listStaff(
  prisma: PrismaClient,
  scope: Scope,
  filter: StaffFilter,
  page: Page<readonly ['text', 'uuid']>,
): Promise<StaffRecord[]> {
  const [name, staffId] = page.after ?? [];
  const place = {
    OR: [{ cafeId: null }, { cafeId: { in: filter.cafeIds === 'all' ? [] : [...filter.cafeIds] } }],
  };
  return withScope(scope, async () => {
    const rows = await prisma.staff.findMany({
      where: {
        organisationId: filter.organisationId,
        ...(!filter.includeDeactivated && { status: 'ACTIVE' }),
        ...(filter.cafeIds !== 'all' && { rights: { some: place } }),
        ...(name !== undefined &&
          staffId !== undefined && { OR: [{ name: { gt: name } }, { name, staffId: { gt: staffId } }] }),
      },
      include: shown,
      orderBy: [{ name: 'asc' }, { staffId: 'asc' }],
      take: page.size + 1,
    });
    return rows.map(recordOf);
  });
}

const findInviteeSql = statement<{
  staffId: string;
  name: string;
  email: string | null;
  organisationId: string;
}>(
  'auth_find_invitee',
  `select staff_id as "staffId", name, email, organisation_id as "organisationId" from staff
   where staff_id = $1 and status = 'ACTIVE'`,
);

/** An active member of staff, as an invitation needs them. */
export async function findInvitee(db: Database, staffId: string) {
  const [row] = await db.read(serviceScope, findInviteeSql, [staffId]);
  return row;
}
