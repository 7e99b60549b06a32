import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { DeactivateStaffRequest, type DeactivateStaffResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { isOwnership } from '../domain/rights.ts';
import { staffUpdated } from '../messages/facts.ts';
import { checkMayHandleAll, checkOtherOwnerIn, reachStaff, readBack } from '../steps/staff-access.ts';
import { dropLinksIn } from '../store/links.ts';
import { endIn } from '../store/sessions.ts';
import { lockStaffIn, updateStaffIn } from '../store/staff.ts';

/** Deactivates a member of staff and ends their sessions on devices. */
export const deactivateStaff =
  (ctx: AuthContext): Rpc<DeactivateStaffRequest, DeactivateStaffResponse> =>
  async (request, call) => {
    const { staffId } = request;
    const { authority } = await reachStaff(ctx, call, staffId);
    const key = onceKey(call, request, (r) => DeactivateStaffRequest.encode(r).finish());
    const write = () =>
      // Sessions are ended under the service's own scope; the right to it was checked, and is again on the locked row.
      ctx.db.transaction(serviceScope, async (tx) => {
        await tx.once(key, { staffId });
        const staff = await lockStaffIn(tx, staffId);
        if (!staff) throw notFound('member of staff', staffId);
        checkMayHandleAll(authority, staff.rights);
        if (staff.status === 'DEACTIVATED') return;
        if (staff.rights.some(isOwnership)) await checkOtherOwnerIn(tx, staff);
        const updated = await updateStaffIn(tx, staff, { status: 'DEACTIVATED' });
        await tx.append([staffUpdated({ ...updated, rights: staff.rights })]);
        await dropLinksIn(tx, 'INVITE', { staffId });
        await endIn(tx, { staffId }, 'STAFF_CHANGED', ctx.clock.now());
      });
    await once(ctx.db, call, key, write, async () => undefined);
    return { staff: await readBack(ctx, call, staffId) };
  };
