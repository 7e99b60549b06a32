import type { Rpc } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { SetPinRequest, SetPinResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { checkPin } from '../domain/secret-rules.ts';
import { pinOf } from '../secrets/hasher.ts';
import { checkMayHandleAll, reachStaff } from '../steps/staff-access.ts';
import { setPinIn } from '../store/pins.ts';
import { endIn } from '../store/sessions.ts';
import { lockStaffIn } from '../store/staff.ts';

/** Sets the PIN of a member of staff: only for somebody who may handle all their rights, since it opens all of them. */
export const setPin =
  (ctx: AuthContext): Rpc<SetPinRequest, SetPinResponse> =>
  async ({ staffId, pin }, call) => {
    const { staff, authority } = await reachStaff(ctx, call, staffId);
    checkMayHandleAll(authority, staff.rights);
    checkPin(pin, 'pin');
    const pinHash = await ctx.pins.hash(pinOf(staffId, pin));
    await ctx.db.transaction(serviceScope, async (tx) => {
      const locked = await lockStaffIn(tx, staffId);
      if (!locked) throw notFound('member of staff', staffId);
      checkMayHandleAll(authority, locked.rights);
      await setPinIn(tx, locked, pinHash);
      await endIn(tx, { staffId }, 'STAFF_CHANGED', ctx.clock.now());
    });
    return {};
  };
