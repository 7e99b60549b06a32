import type { Rpc } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import type { RevokeSessionRequest, RevokeSessionResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { sessionOwner } from '../steps/session-owner.ts';
import { ownsSession } from '../store/own-sessions.ts';
import { endAll } from '../store/sessions.ts';

/** Ends one of the caller's sessions. Ending is the same however often it is done, so nothing is remembered. */
export const revokeSession =
  (ctx: AuthContext): Rpc<RevokeSessionRequest, RevokeSessionResponse> =>
  async ({ sessionId }, call) => {
    const { owner, scope } = sessionOwner(call);
    if (!(await ownsSession(ctx.prisma, scope, owner, sessionId))) throw notFound('session', sessionId);
    await endAll(ctx.db, { sessionId }, 'REVOKED', ctx.clock.now());
    return {};
  };
