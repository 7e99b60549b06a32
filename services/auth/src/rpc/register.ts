import type { Rpc } from '@sippy/kit/call';
import type { Transaction } from '@sippy/kit/db';
import { normaliseEmail } from '@sippy/kit/formats';
import { once, onceKey } from '@sippy/kit/once';
import { serviceScope } from '@sippy/kit/scope';
import { RegisterRequest, type RegisterResponse } from '@sippy/proto/auth/v1/auth_service';
import type { AuthContext } from '../context.ts';
import { checkPassword } from '../domain/secret-rules.ts';
import { takeTry } from '../steps/account-limits.ts';
import { queueMailIn } from '../store/mails.ts';
import { insertUserIn, lockUserByEmailIn, type NewUser, updateUserIn } from '../store/users.ts';

/** Registers a user, or tells the owner of an account in use by mail that somebody tried. */
export const register =
  (ctx: AuthContext): Rpc<RegisterRequest, RegisterResponse> =>
  async (request, call) => {
    const email = normaliseEmail(request.email);
    checkPassword(request.password, email, 'password');
    await takeTry(ctx.limits, 'mailByIp', call.ip);
    const key = onceKey(call, { ...request, password: '' }, (r) => RegisterRequest.encode(r).finish());
    const passwordHash = await ctx.passwords.hash(request.password);
    await takeTry(ctx.limits, 'mail', email);
    const now = ctx.clock.now();
    return once(
      ctx.db,
      call,
      key,
      () =>
        ctx.db.transaction(serviceScope, async (tx) => {
          await tx.once(key, {});
          await registerIn(tx, { email, name: request.name, passwordHash, verified: false }, now);
          await queueMailIn(tx, { kind: 'REGISTERED', recipient: email }, now);
          return {};
        }),
      async () => ({}),
    );
  };

/**
 * Adds the account. Where an address was registered before and not verified, whose password shall count? Nobody's: who
 * verifies the address then sets one, so that nobody can prepare an account for somebody else.
 */
async function registerIn(tx: Transaction, user: NewUser, now: Date): Promise<void> {
  if (await insertUserIn(tx, user, now)) return;
  const there = await lockUserByEmailIn(tx, user.email);
  if (there?.verifiedTime === null) await updateUserIn(tx, there, { name: user.name, passwordHash: null });
}
