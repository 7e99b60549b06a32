import type { Rpc } from '@sippy/kit/call';
import type { Transaction } from '@sippy/kit/db';
import { nameOf } from '@sippy/kit/enum-names';
import { newId } from '@sippy/kit/ids';
import { once, onceKey } from '@sippy/kit/once';
import { invalidField, notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { Role } from '@sippy/proto/auth/v1/auth';
import { GrantRoleRequest, type GrantRoleResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import type { Right } from '../domain/rights.ts';
import { staffMessage } from '../messages/answers.ts';
import { staffUpdated } from '../messages/facts.ts';
import { rightsIn, saveRightsIn } from '../store/rights.ts';
import { findStaff, insertStaffIn, lockMemberIn, updateStaffIn } from '../store/staff.ts';
import { lockUserIn } from '../store/users.ts';

/** Gives a user a role in a whole organisation. */
export const grantRole =
  (ctx: AuthContext): Rpc<GrantRoleRequest, GrantRoleResponse> =>
  async (request, call) => {
    const role = nameOf(Role, request.role);
    if (!role) throw invalidField('role', 'must be one of the roles');
    const right: Right = { cafeId: null, role, extraPermissions: [] };
    const key = onceKey(call, request, (r) => GrantRoleRequest.encode(r).finish());
    const staffId = await once(
      ctx.db,
      call,
      key,
      () =>
        ctx.db.transaction(serviceScope, async (tx) => {
          const id = await grantIn(tx, request, right, ctx.clock.now());
          await tx.once(key, { staffId: id });
          return id;
        }),
      async (made) => (made as { staffId: string }).staffId,
    );
    const staff = await findStaff(ctx.prisma, serviceScope, staffId);
    if (!staff) throw notFound('member of staff', staffId);
    return { staff: staffMessage(staff) };
  };

/** The lock on the account lets one grant at a time decide whether the user is a member of staff yet. */
async function grantIn(
  tx: Transaction,
  { userId, organisationId }: GrantRoleRequest,
  right: Right,
  now: Date,
): Promise<string> {
  const user = await lockUserIn(tx, userId);
  if (!user || user.verifiedTime === null) throw notFound('user', userId);
  const member = await lockMemberIn(tx, organisationId, userId);
  if (!member) {
    const staffId = newId();
    const { name, email } = user;
    await insertStaffIn(tx, { staffId, organisationId, userId, name, email, rights: [right] }, now);
    return staffId;
  }
  const held = member.rights.find(({ cafeId }) => cafeId === null);
  if (member.status === 'ACTIVE' && (held?.role === right.role || held?.role === 'OWNER'))
    return member.staffId;
  await saveRightsIn(tx, member, [right]);
  const updated = await updateStaffIn(tx, member, { status: 'ACTIVE' });
  await tx.append([staffUpdated({ ...updated, rights: await rightsIn(tx, member.staffId) })]);
  return member.staffId;
}
