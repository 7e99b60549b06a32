import type { Rpc } from '@sippy/kit/call';
import { organisationScope } from '@sippy/kit/scope';
import type { ListDeviceStaffRequest, ListDeviceStaffResponse } from '@sippy/proto/auth/v1/device_service';
import type { AuthContext } from '../context.ts';
import { isPermission } from '../domain/permissions.ts';
import { unknownPermission } from '../domain/rights.ts';
import { callingDevice } from '../steps/calling-device.ts';
import { staffOfDevice } from '../store/devices.ts';
import { MAX_PIN_TRIES } from '../store/pins.ts';

/** Lists who can sign in on the calling device, or who may do something there. */
export const listDeviceStaff =
  (ctx: AuthContext): Rpc<ListDeviceStaffRequest, ListDeviceStaffResponse> =>
  async ({ permission }, call) => {
    if (permission !== '' && !isPermission(permission)) throw unknownPermission('permission', permission);
    const device = await callingDevice(ctx, call);
    const scope = organisationScope(device.organisationId);
    return {
      staff: await staffOfDevice(ctx.db, scope, device, MAX_PIN_TRIES, permission || undefined),
    };
  };
