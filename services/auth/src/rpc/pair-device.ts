import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { serviceScope } from '@sippy/kit/scope';
import type { PairDeviceRequest, PairDeviceResponse } from '@sippy/proto/auth/v1/device_service';
import type { AuthContext } from '../context.ts';
import { readPairingCode } from '../domain/pairing-code.ts';
import { pairingCodeInvalid } from '../domain/refusals.ts';
import { deviceMessage } from '../messages/answers.ts';
import { takeTry } from '../steps/account-limits.ts';
import { answerTokens, grantsOfDevice } from '../steps/answer-tokens.ts';
import { insertDeviceIn, takeOfferIn } from '../store/devices.ts';
import { beginSessionIn } from '../store/sessions.ts';

/** Pairs the calling device by a code and begins its session. */
export const pairDevice =
  (ctx: AuthContext): Rpc<PairDeviceRequest, PairDeviceResponse> =>
  async (request, call) => {
    await takeTry(ctx.limits, 'pairByIp', call.ip);
    const code = readPairingCode(request.code);
    if (code === undefined) throw pairingCodeInvalid();
    const now = ctx.clock.now();
    const { device, session } = await ctx.db.transaction(serviceScope, async (tx) => {
      const offer = await takeOfferIn(tx, code, now);
      if (!offer) throw pairingCodeInvalid();
      const made = await insertDeviceIn(tx, newId(), offer, now);
      const { deviceId, organisationId, cafeId } = made;
      const from = { userAgent: call.userAgent, ip: call.ip };
      const begun = await beginSessionIn(
        tx,
        { kind: 'DEVICE', deviceId, organisationId, cafeId, ...from },
        now,
      );
      return { device: made, session: begun };
    });
    const bearer = { kind: 'DEVICE', id: device.deviceId, grants: grantsOfDevice(device) } as const;
    const tokens = await answerTokens(ctx, call, bearer, session, request.useCookie);
    return { device: deviceMessage(device), tokens };
  };
