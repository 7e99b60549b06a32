import type { Call } from '@sippy/kit/call';
import type { Transaction } from '@sippy/kit/db';
import { notFound } from '@sippy/kit/refusal';
import type { StaffMember } from '@sippy/proto/auth/v1/auth';
import type { AuthContext } from '../context.ts';
import { lastOwner } from '../domain/refusals.ts';
import { type Authority, authorityIn, checkMayHandle, type Right, visibleRights } from '../domain/rights.ts';
import { staffMessage } from '../messages/answers.ts';
import { lockOwnersIn } from '../store/rights.ts';
import { findStaff, type StaffRecord } from '../store/staff.ts';

/**
 * Finds a member of staff for a caller with the RPC's permission in their organisation. Those of whom the caller may see
 * no right are as good as not there.
 */
export async function reachStaff(
  ctx: AuthContext,
  call: Call,
  staffId: string,
): Promise<{ staff: StaffRecord; authority: Authority }> {
  const staff = await findStaff(ctx.prisma, call.scope, staffId);
  call.authoriseOrganisation(staff?.organisationId ?? '');
  if (!staff) throw notFound('member of staff', staffId);
  const authority = authorityIn(staff.organisationId, call.principal.grants);
  const seen = authority.managesOrganisation || visibleRights(authority, staff.rights).length > 0;
  if (!seen) throw notFound('member of staff', staffId);
  return { staff, authority };
}

/** Refuses unless the caller may handle every right of a member of staff, and so the person as a whole. */
export function checkMayHandleAll(authority: Authority, rights: readonly Right[]): void {
  for (const right of rights) checkMayHandle(authority, right);
}

/** The member of staff as the caller may see them. */
export function shownTo(call: Call, staff: StaffRecord): StaffMember {
  return staffMessage(
    staff,
    visibleRights(authorityIn(staff.organisationId, call.principal.grants), staff.rights),
  );
}

/** Reads a member of staff again after a change, as the caller may see them. */
export async function readBack(ctx: AuthContext, call: Call, staffId: string): Promise<StaffMember> {
  const staff = await findStaff(ctx.prisma, call.scope, staffId);
  if (!staff) throw notFound('member of staff', staffId);
  return shownTo(call, staff);
}

/** Refuses if nobody but this member of staff owns the organisation. Holds the owners until the transaction ends. */
export async function checkOtherOwnerIn(
  tx: Transaction,
  staff: { staffId: string; organisationId: string },
): Promise<void> {
  const owners = await lockOwnersIn(tx, staff.organisationId);
  if (owners.length === 1 && owners[0] === staff.staffId) throw lastOwner();
}
