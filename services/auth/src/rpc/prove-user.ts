import type { Rpc } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import type { ProveUserRequest, ProveUserResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { currentPasswordWrong, userIsStaff } from '../domain/refusals.ts';
import { forgetTries, takeTry } from '../steps/account-limits.ts';
import { worksSomewhere } from '../store/personal-data.ts';
import { findUser } from '../store/users.ts';

/** Checks that a user is who they say, and works nowhere. */
export const proveUser =
  (ctx: AuthContext): Rpc<ProveUserRequest, ProveUserResponse> =>
  async ({ userId, password }) => {
    const user = await findUser(ctx.db, userId);
    if (!user) throw notFound('user', userId);
    await takeTry(ctx.limits, 'login', user.email);
    if (!(await ctx.passwords.verify(user.passwordHash, password))) throw currentPasswordWrong();
    await forgetTries(ctx.limits, 'login', user.email);
    if (await worksSomewhere(ctx.db, userId)) throw userIsStaff();
    return {};
  };
