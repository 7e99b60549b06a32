import type { Rpc } from '@sippy/kit/call';
import { SessionKind } from '@sippy/proto/auth/v1/auth';
import type { ListSessionsRequest, ListSessionsResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { sessionOwner } from '../steps/session-owner.ts';
import { listOwnSessions } from '../store/own-sessions.ts';

/** Lists the caller's open sessions. */
export const listSessions =
  (ctx: AuthContext): Rpc<ListSessionsRequest, ListSessionsResponse> =>
  async (_, call) => {
    const { owner, scope } = sessionOwner(call);
    const sessions = await listOwnSessions(ctx.prisma, scope, owner, ctx.clock.now());
    return {
      sessions: sessions.map((session) => ({
        sessionId: session.sessionId,
        kind: SessionKind[owner.kind],
        userAgent: session.userAgent,
        ip: session.ip,
        createTime: session.createdTime,
        lastUsedTime: session.lastUsedTime,
        expireTime: session.expiresTime,
        current: session.sessionId === call.principal.sessionId,
      })),
    };
  };
