import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import { ReactivateStaffRequest, type ReactivateStaffResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { staffUpdated } from '../messages/facts.ts';
import { checkMayHandleAll, reachStaff, readBack } from '../steps/staff-access.ts';
import { lockStaffIn, updateStaffIn } from '../store/staff.ts';

/** Takes a deactivated member of staff back. */
export const reactivateStaff =
  (ctx: AuthContext): Rpc<ReactivateStaffRequest, ReactivateStaffResponse> =>
  async (request, call) => {
    const { staffId } = request;
    const { staff, authority } = await reachStaff(ctx, call, staffId);
    const key = onceKey(call, request, (r) => ReactivateStaffRequest.encode(r).finish());
    const write = () =>
      ctx.db.transaction(organisationScope(staff.organisationId), async (tx) => {
        await tx.once(key, { staffId });
        const locked = await lockStaffIn(tx, staffId);
        if (!locked) throw notFound('member of staff', staffId);
        checkMayHandleAll(authority, locked.rights);
        if (locked.status === 'ACTIVE') return;
        const updated = await updateStaffIn(tx, locked, { status: 'ACTIVE' });
        await tx.append([staffUpdated({ ...updated, rights: locked.rights })]);
      });
    await once(ctx.db, call, key, write, async () => undefined);
    return { staff: await readBack(ctx, call, staffId) };
  };
