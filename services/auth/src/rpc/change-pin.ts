import type { Rpc } from '@sippy/kit/call';
import { refuse } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { ChangePinRequest, ChangePinResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { pinInvalid } from '../domain/refusals.ts';
import { checkPin } from '../domain/secret-rules.ts';
import { pinOf } from '../secrets/hasher.ts';
import { takeTry } from '../steps/account-limits.ts';
import { tryPin } from '../steps/try-pin.ts';
import { findPin, setPinIn } from '../store/pins.ts';
import { lockStaffIn } from '../store/staff.ts';

/** Changes the PIN of the member of staff who is signed in. */
export const changePin =
  (ctx: AuthContext): Rpc<ChangePinRequest, ChangePinResponse> =>
  async (request, call) => {
    const { kind, id: staffId, deviceId } = call.principal;
    if (kind !== 'staff') {
      throw refuse(
        'PERMISSION_DENIED',
        'DEVICE_REQUIRED',
        'This call needs staff who signed in by PIN on a device.',
      );
    }
    checkPin(request.newPin, 'new_pin');
    await takeTry(ctx.limits, 'pinByDevice', deviceId ?? staffId);
    const known = await findPin(ctx.db, staffId);
    if (!known) throw pinInvalid();
    await tryPin(ctx, staffId, request.currentPin);
    const pinHash = await ctx.pins.hash(pinOf(staffId, request.newPin));
    await ctx.db.transaction(serviceScope, async (tx) => {
      const staff = await lockStaffIn(tx, staffId);
      if (staff?.status !== 'ACTIVE') throw pinInvalid();
      await setPinIn(tx, staff, pinHash);
    });
    return {};
  };
