import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { RevokeDeviceRequest, type RevokeDeviceResponse } from '@sippy/proto/auth/v1/device_service';
import type { AuthContext } from '../context.ts';
import { deviceMessage } from '../messages/answers.ts';
import { findDevice, revokeDeviceIn } from '../store/devices.ts';
import { endIn } from '../store/sessions.ts';

/** Revokes a device and ends every session on it. */
export const revokeDevice =
  (ctx: AuthContext): Rpc<RevokeDeviceRequest, RevokeDeviceResponse> =>
  async (request, call) => {
    const { deviceId } = request;
    const found = await findDevice(ctx.prisma, call.scope, deviceId);
    call.authoriseCafe(found?.cafeId ?? '');
    const key = onceKey(call, request, (r) => RevokeDeviceRequest.encode(r).finish());
    const write = () =>
      ctx.db.transaction(serviceScope, async (tx) => {
        const now = ctx.clock.now();
        await tx.once(key, { deviceId });
        await revokeDeviceIn(tx, deviceId, now);
        await endIn(tx, { deviceId }, 'DEVICE_REVOKED', now);
      });
    await once(ctx.db, call, key, write, async () => undefined);
    const device = await findDevice(ctx.prisma, call.scope, deviceId);
    if (!device) throw notFound('device', deviceId);
    return { device: deviceMessage(device) };
  };
