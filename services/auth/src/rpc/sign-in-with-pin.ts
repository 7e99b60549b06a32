import type { Rpc } from '@sippy/kit/call';
import { organisationScope } from '@sippy/kit/scope';
import type { SignInWithPinRequest, SignInWithPinResponse } from '@sippy/proto/auth/v1/device_service';
import type { AuthContext } from '../context.ts';
import { pinInvalid } from '../domain/refusals.ts';
import { staffMessage } from '../messages/answers.ts';
import { takeTry } from '../steps/account-limits.ts';
import { answerTokens, grantsOnDevice } from '../steps/answer-tokens.ts';
import { callingDevice } from '../steps/calling-device.ts';
import { tryPin } from '../steps/try-pin.ts';
import { findPin } from '../store/pins.ts';
import { beginSession } from '../store/sessions.ts';
import { findStaff } from '../store/staff.ts';

/** Begins a session of a member of staff on the calling device. */
export const signInWithPin =
  (ctx: AuthContext): Rpc<SignInWithPinRequest, SignInWithPinResponse> =>
  async ({ staffId, pin, useCookie }, call) => {
    const device = await callingDevice(ctx, call);
    const { deviceId, organisationId, cafeId } = device;
    await takeTry(ctx.limits, 'pinByDevice', deviceId);
    const [grants, known] = await Promise.all([
      grantsOnDevice(ctx, staffId, device),
      findPin(ctx.db, staffId),
    ]);
    if (grants.length === 0 || !known) {
      await ctx.pins.verify(undefined, pin);
      throw pinInvalid();
    }
    await tryPin(ctx, staffId, pin);
    const from = { userAgent: call.userAgent, ip: call.ip };
    const begin = { kind: 'STAFF', staffId, deviceId, organisationId, cafeId, ...from } as const;
    const session = await beginSession(ctx.db, begin, ctx.clock.now());
    const bearer = { kind: 'STAFF', id: staffId, deviceId, grants } as const;
    const tokens = await answerTokens(ctx, call, bearer, session, useCookie);
    const staff = await findStaff(ctx.prisma, organisationScope(organisationId), staffId);
    const here = staff?.rights.filter((right) => right.cafeId === null || right.cafeId === cafeId);
    return { tokens, staff: staff && staffMessage(staff, here) };
  };
