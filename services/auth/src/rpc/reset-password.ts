import type { Rpc } from '@sippy/kit/call';
import { serviceScope } from '@sippy/kit/scope';
import type { ResetPasswordRequest, ResetPasswordResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { linkInvalid } from '../domain/refusals.ts';
import { checkPassword } from '../domain/secret-rules.ts';
import { forgetTries, takeTry } from '../steps/account-limits.ts';
import { dropLinksIn, peekLink, useLinkIn } from '../store/links.ts';
import { queueMailIn } from '../store/mails.ts';
import { endIn } from '../store/sessions.ts';
import { findUser, lockUserIn, updateUserIn } from '../store/users.ts';

/** Sets a new password by the token of a mailed link, which also shows that the address is the user's. */
export const resetPassword =
  (ctx: AuthContext): Rpc<ResetPasswordRequest, ResetPasswordResponse> =>
  async (request, call) => {
    await takeTry(ctx.limits, 'linkByIp', call.ip);
    const now = ctx.clock.now();
    const peeked = await peekLink(ctx.db, 'RESET', request.token, now);
    const known = peeked?.userId ? await findUser(ctx.db, peeked.userId) : undefined;
    if (!known) throw linkInvalid();
    checkPassword(request.newPassword, known.email, 'new_password');
    const passwordHash = await ctx.passwords.hash(request.newPassword);
    await ctx.db.transaction(serviceScope, async (tx) => {
      const link = await useLinkIn(tx, 'RESET', request.token, now);
      const user = link?.userId ? await lockUserIn(tx, link.userId) : undefined;
      if (!user) throw linkInvalid();
      await updateUserIn(tx, user, {
        passwordHash,
        verifiedTime: user.verifiedTime ?? now,
        changed: 'reset',
      });
      await dropLinksIn(tx, 'VERIFY', { userId: user.userId });
      await endIn(tx, { userId: user.userId }, 'PASSWORD_CHANGED', now);
      await queueMailIn(tx, { kind: 'PASSWORD_CHANGED', recipient: user.email }, now);
    });
    await forgetTries(ctx.limits, 'login', known.email);
    return {};
  };
