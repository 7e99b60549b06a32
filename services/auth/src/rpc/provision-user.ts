import type { Rpc } from '@sippy/kit/call';
import { normaliseEmail } from '@sippy/kit/formats';
import { serviceScope } from '@sippy/kit/scope';
import type { ProvisionUserRequest, ProvisionUserResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { checkPassword } from '../domain/secret-rules.ts';
import { userMessage } from '../messages/answers.ts';
import { findUserByEmail, insertUserIn } from '../store/users.ts';

/** Makes a verified account for an installation's own set-up; the e-mail address makes it the same one every time. */
export const provisionUser =
  (ctx: AuthContext): Rpc<ProvisionUserRequest, ProvisionUserResponse> =>
  async (request) => {
    const email = normaliseEmail(request.email);
    const there = await findUserByEmail(ctx.db, email);
    if (there) return { user: userMessage(there) };
    checkPassword(request.password, email, 'password');
    const user = {
      email,
      name: request.name,
      passwordHash: await ctx.passwords.hash(request.password),
      verified: true,
    };
    const made = await ctx.db.transaction(serviceScope, (tx) => insertUserIn(tx, user, ctx.clock.now()));
    const found = made ?? (await findUserByEmail(ctx.db, email));
    return { user: found && userMessage(found) };
  };
