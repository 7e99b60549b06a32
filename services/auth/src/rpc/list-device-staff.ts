import type { Rpc } from '@sippy/kit/call';
import { organisationScope } from '@sippy/kit/scope';
import type { ListDeviceStaffRequest, ListDeviceStaffResponse } from '@sippy/proto/auth/v1/device_service';
import type { AuthContext } from '../context.ts';
import { callingDevice } from '../steps/calling-device.ts';
import { staffOfDevice } from '../store/devices.ts';
import { MAX_PIN_TRIES } from '../store/pins.ts';

/** Lists who can sign in on the calling device. */
export const listDeviceStaff =
  (ctx: AuthContext): Rpc<ListDeviceStaffRequest, ListDeviceStaffResponse> =>
  async (_, call) => {
    const device = await callingDevice(ctx, call);
    return {
      staff: await staffOfDevice(ctx.db, organisationScope(device.organisationId), device, MAX_PIN_TRIES),
    };
  };
