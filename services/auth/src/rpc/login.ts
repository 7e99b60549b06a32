import type { Rpc } from '@sippy/kit/call';
import { normaliseEmail } from '@sippy/kit/formats';
import type { LoginRequest, LoginResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { credentialsInvalid } from '../domain/refusals.ts';
import { userMessage } from '../messages/answers.ts';
import { forgetTries, takeTry } from '../steps/account-limits.ts';
import { answerTokens, grantsOfUser } from '../steps/answer-tokens.ts';
import { beginSession } from '../store/sessions.ts';
import { findUserByEmail } from '../store/users.ts';

/** Begins a session of a user. */
export const login =
  (ctx: AuthContext): Rpc<LoginRequest, LoginResponse> =>
  async (request, call) => {
    const email = normaliseEmail(request.email);
    await takeTry(ctx.limits, 'loginByIp', call.ip);
    await takeTry(ctx.limits, 'login', email);
    const user = await findUserByEmail(ctx.db, email);
    const right = await ctx.passwords.verify(user?.passwordHash, request.password);
    if (!user || !right || user.verifiedTime === null) throw credentialsInvalid();
    await forgetTries(ctx.limits, 'login', email);
    const grants = await grantsOfUser(ctx, user.userId, call);
    const from = { userAgent: call.userAgent, ip: call.ip };
    const session = await beginSession(
      ctx.db,
      { kind: 'USER', userId: user.userId, ...from },
      ctx.clock.now(),
    );
    const bearer = { kind: 'USER', id: user.userId, grants } as const;
    const tokens = await answerTokens(ctx, call, bearer, session, request.useCookie);
    return { tokens, user: userMessage(user) };
  };
