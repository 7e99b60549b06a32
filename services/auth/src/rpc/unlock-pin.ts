import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { permissionMissing } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import { UnlockPinRequest, type UnlockPinResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { reachStaff } from '../steps/staff-access.ts';
import { unlockPinIn } from '../store/pins.ts';

/** Unlocks a PIN. It opens nothing to the caller, so any manager of a café where the person works may do it. */
export const unlockPin =
  (ctx: AuthContext): Rpc<UnlockPinRequest, UnlockPinResponse> =>
  async (request, call) => {
    const { staffId } = request;
    const { staff, authority } = await reachStaff(ctx, call, staffId);
    const here = staff.rights.some(({ cafeId }) => cafeId === null || authority.can('staff.manage', cafeId));
    if (!here && !authority.managesOrganisation)
      throw permissionMissing('staff.manage', 'at a café of theirs');
    const key = onceKey(call, request, (r) => UnlockPinRequest.encode(r).finish());
    const write = () =>
      ctx.db.transaction(organisationScope(staff.organisationId), async (tx) => {
        await tx.once(key, { staffId });
        await unlockPinIn(tx, staffId);
      });
    await once(ctx.db, call, key, write, async () => undefined);
    return {};
  };
