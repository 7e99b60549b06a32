import type { Call, PrincipalGrant } from '@sippy/kit/call';
import type { Tokens } from '@sippy/proto/auth/v1/auth';
import type { AuthContext } from '../context.ts';
import { grantsOf, organisationsToOpen } from '../domain/authorities.ts';
import { type DeviceKindName, devicePermissions } from '../domain/permissions.ts';
import type { SessionKindName } from '../domain/session-life.ts';
import type { DeviceFact } from '../messages/facts.ts';
import type { Bearer } from '../secrets/access-token.ts';
import { rightsAtCafe, rightsOfUser } from '../store/rights.ts';
import type { OpenSession } from '../store/sessions.ts';

/** What a user may do, as staff of whichever organisations. */
export async function grantsOfUser(ctx: AuthContext, userId: string, call: Call): Promise<PrincipalGrant[]> {
  const rights = await rightsOfUser(ctx.db, userId);
  return grantsOf(rights, await ctx.cafes.of(organisationsToOpen(rights), call));
}

/** What a member of staff may do on a device: their rights at its café, those of the whole organisation included. */
export async function grantsOnDevice(
  ctx: AuthContext,
  staffId: string,
  device: { organisationId: string; cafeId: string },
): Promise<PrincipalGrant[]> {
  const rights = await rightsAtCafe(ctx.db, staffId, device);
  return grantsOf(rights, new Map([[device.organisationId, [device.cafeId]]]));
}

/** What a device may do by itself. */
export function grantsOfDevice(
  device: Pick<DeviceFact, 'organisationId' | 'cafeId'> & { kind: DeviceKindName },
): PrincipalGrant[] {
  const { organisationId, cafeId, kind } = device;
  return [{ organisationId, cafeIds: [cafeId], permissions: devicePermissions[kind] }];
}

/** The tokens of a session as an answer carries them; with `useCookie` the refresh token goes into a cookie instead. */
export async function answerTokens(
  ctx: AuthContext,
  call: Call,
  bearer: Omit<Bearer, 'sessionId'> & { kind: SessionKindName },
  session: OpenSession,
  useCookie: boolean,
): Promise<Tokens> {
  const access = await ctx.issue({ ...bearer, sessionId: session.sessionId });
  if (useCookie) ctx.cookies.set(call, bearer.kind, session.refreshToken, session.expires);
  return {
    accessToken: access.token,
    accessExpireTime: access.expires,
    refreshToken: useCookie ? '' : session.refreshToken,
    refreshExpireTime: session.expires,
    sessionId: session.sessionId,
  };
}
