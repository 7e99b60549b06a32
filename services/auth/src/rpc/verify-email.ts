import type { Rpc } from '@sippy/kit/call';
import { serviceScope } from '@sippy/kit/scope';
import type { VerifyEmailRequest, VerifyEmailResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { linkInvalid } from '../domain/refusals.ts';
import { takeTry } from '../steps/account-limits.ts';
import { makeLinkIn, useLinkIn } from '../store/links.ts';
import { lockUserIn, updateUserIn } from '../store/users.ts';

/** Verifies an e-mail address by the token of a mailed link. */
export const verifyEmail =
  (ctx: AuthContext): Rpc<VerifyEmailRequest, VerifyEmailResponse> =>
  async (request, call) => {
    await takeTry(ctx.limits, 'linkByIp', call.ip);
    const now = ctx.clock.now();
    return ctx.db.transaction(serviceScope, async (tx) => {
      const link = await useLinkIn(tx, 'VERIFY', request.token, now);
      const user = link?.userId ? await lockUserIn(tx, link.userId) : undefined;
      if (!user) throw linkInvalid();
      if (user.verifiedTime === null) await updateUserIn(tx, user, { verifiedTime: now });
      const needsPassword = user.passwordHash === null;
      return {
        passwordToken: needsPassword ? await makeLinkIn(tx, 'RESET', { userId: user.userId }, now) : '',
      };
    });
  };
