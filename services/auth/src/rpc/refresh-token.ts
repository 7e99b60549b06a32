import type { Call, Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { SessionKind } from '@sippy/proto/auth/v1/auth';
import type { RefreshTokenRequest, RefreshTokenResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { refreshTokenInvalid, refreshTokenReused } from '../domain/refusals.ts';
import type { SessionKindName } from '../domain/session-life.ts';
import type { Bearer } from '../secrets/access-token.ts';
import { answerTokens, grantsOfDevice, grantsOfUser, grantsOnDevice } from '../steps/answer-tokens.ts';
import { findPairedDevice } from '../store/devices.ts';
import { rotate } from '../store/refresh-tokens.ts';
import { isOpen, type SessionRow, sessionOfToken } from '../store/sessions.ts';

/** Exchanges a refresh token for the next tokens, with the rights as they are now. */
export const refreshToken =
  (ctx: AuthContext): Rpc<RefreshTokenRequest, RefreshTokenResponse> =>
  async (request, call) => {
    const inCookie = request.refreshToken === '';
    const token = inCookie ? cookieOf(ctx, call, request.cookie) : request.refreshToken;
    const now = ctx.clock.now();
    const session = token === '' ? undefined : await sessionOfToken(ctx.db, token);
    if (!session || !isOpen(session, now)) throw refreshTokenInvalid();
    // Asked before the token is spent: what fails here can be tried again with the same token.
    const bearer = await bearerOf(ctx, session, call);
    const use = { token, requestId: request.requestId, userAgent: call.userAgent, ip: call.ip };
    const next = await rotate(ctx.db, session.sessionId, use, now);
    if (next === 'reused') throw refreshTokenReused();
    if (next === 'ended') throw refreshTokenInvalid();
    return { tokens: await answerTokens(ctx, call, bearer, next, inCookie) };
  };

function cookieOf(ctx: AuthContext, call: Call, cookie: string): string {
  const kind = nameOf(SessionKind, cookie);
  return kind ? ctx.cookies.read(call, kind) : '';
}

/** Who the session is for and what they may do now. A member of staff without a right here, or a revoked device, is out. */
async function bearerOf(
  ctx: AuthContext,
  session: SessionRow,
  call: Call,
): Promise<Omit<Bearer, 'sessionId'> & { kind: SessionKindName }> {
  const { userId, staffId, deviceId } = session;
  if (userId !== null) return { kind: 'USER', id: userId, grants: await grantsOfUser(ctx, userId, call) };
  const device = deviceId === null ? undefined : await findPairedDevice(ctx.db, deviceId);
  if (!device) throw refreshTokenInvalid();
  if (staffId === null) return { kind: 'DEVICE', id: device.deviceId, grants: grantsOfDevice(device) };
  const grants = await grantsOnDevice(ctx, staffId, device);
  if (grants.length === 0) throw refreshTokenInvalid();
  return { kind: 'STAFF', id: staffId, deviceId: device.deviceId, grants };
}
