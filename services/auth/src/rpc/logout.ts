import type { Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { SessionKind } from '@sippy/proto/auth/v1/auth';
import type { LogoutRequest, LogoutResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { endAll, sessionOfToken } from '../store/sessions.ts';

/** Ends a session: that of the refresh token, of the cookie, or of the access token. */
export const logout =
  (ctx: AuthContext): Rpc<LogoutRequest, LogoutResponse> =>
  async (request, call) => {
    const cookie = nameOf(SessionKind, request.cookie);
    let token = request.refreshToken;
    if (cookie) {
      token ||= ctx.cookies.read(call, cookie);
      ctx.cookies.clear(call, cookie);
    }
    const sessionId =
      token === '' ? call.principal.sessionId : (await sessionOfToken(ctx.db, token))?.sessionId;
    if (sessionId !== undefined) await endAll(ctx.db, { sessionId }, 'SIGNED_OUT', ctx.clock.now());
    return {};
  };
