import type { Rpc } from '@sippy/kit/call';
import { refuse } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { ChangePasswordRequest, ChangePasswordResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { currentPasswordWrong, userRequired } from '../domain/refusals.ts';
import { checkPassword } from '../domain/secret-rules.ts';
import { forgetTries, takeTry } from '../steps/account-limits.ts';
import { dropLinksIn } from '../store/links.ts';
import { queueMailIn } from '../store/mails.ts';
import { endIn } from '../store/sessions.ts';
import { findUser, lockUserIn, updateUserIn } from '../store/users.ts';

/** Changes the password of the signed-in user and ends their other sessions. */
export const changePassword =
  (ctx: AuthContext): Rpc<ChangePasswordRequest, ChangePasswordResponse> =>
  async (request, call) => {
    const { principal } = call;
    const known = principal.kind === 'user' ? await findUser(ctx.db, principal.id) : undefined;
    if (!known) throw userRequired();
    checkPassword(request.newPassword, known.email, 'new_password');
    await takeTry(ctx.limits, 'login', known.email);
    if (!(await ctx.passwords.verify(known.passwordHash, request.currentPassword)))
      throw currentPasswordWrong();
    await forgetTries(ctx.limits, 'login', known.email);
    if (request.newPassword === request.currentPassword) {
      throw refuse('INVALID_ARGUMENT', 'PASSWORD_UNCHANGED', 'The new password is the old one.', {
        fields: [{ field: 'new_password', description: 'must differ from the current one' }],
      });
    }
    const passwordHash = await ctx.passwords.hash(request.newPassword);
    const now = ctx.clock.now();
    await ctx.db.transaction(serviceScope, async (tx) => {
      const user = await lockUserIn(tx, known.userId);
      // Changed by somebody else in between: what was compared above counts no more.
      if (user?.passwordHash !== known.passwordHash || !user) throw currentPasswordWrong();
      await updateUserIn(tx, user, { passwordHash, changed: 'changed' });
      await dropLinksIn(tx, 'RESET', { userId: user.userId });
      await endIn(tx, { userId: user.userId, except: principal.sessionId }, 'PASSWORD_CHANGED', now);
      await queueMailIn(tx, { kind: 'PASSWORD_CHANGED', recipient: user.email }, now);
    });
    return {};
  };
