import type { Rpc } from '@sippy/kit/call';
import type { Transaction } from '@sippy/kit/db';
import { invalidField } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { AcceptInvitationRequest, AcceptInvitationResponse } from '@sippy/proto/auth/v1/staff_service';
import type { AuthContext } from '../context.ts';
import { linkInvalid } from '../domain/refusals.ts';
import { checkPassword } from '../domain/secret-rules.ts';
import { staffUpdated } from '../messages/facts.ts';
import { takeTry } from '../steps/account-limits.ts';
import { peekLink, useLinkIn } from '../store/links.ts';
import { findInvitee, lockStaffIn, updateStaffIn } from '../store/staff.ts';
import {
  findUserByEmail,
  insertUserIn,
  lockUserByEmailIn,
  type NewUser,
  updateUserIn,
} from '../store/users.ts';

/** Joins a member of staff with the account of the invited address, which is made where there is none. */
export const acceptInvitation =
  (ctx: AuthContext): Rpc<AcceptInvitationRequest, AcceptInvitationResponse> =>
  async (request, call) => {
    await takeTry(ctx.limits, 'linkByIp', call.ip);
    const now = ctx.clock.now();
    const link = await peekLink(ctx.db, 'INVITE', request.token, now);
    const invitee = link?.staffId ? await findInvitee(ctx.db, link.staffId) : undefined;
    if (!invitee?.email) throw linkInvalid();
    const { staffId, email } = invitee;
    const account = await newAccount(ctx, request, { email, name: invitee.name });
    return ctx.db.transaction(serviceScope, async (tx) => {
      const used = await useLinkIn(tx, 'INVITE', request.token, now);
      const staff = used?.staffId === staffId ? await lockStaffIn(tx, staffId) : undefined;
      if (staff?.status !== 'ACTIVE' || staff.email !== email) throw linkInvalid();
      const { userId, accountCreated } = await accountIn(tx, email, account, now);
      const updated = await updateStaffIn(tx, staff, { userId });
      await tx.append([staffUpdated({ ...updated, rights: staff.rights })]);
      return { accountCreated };
    });
  };

/** The account to be made, or undefined where the address has a verified one. Hashed before any transaction begins. */
async function newAccount(
  ctx: AuthContext,
  request: AcceptInvitationRequest,
  invitee: { email: string; name: string },
): Promise<NewUser | undefined> {
  const there = await findUserByEmail(ctx.db, invitee.email);
  if (there && there.verifiedTime !== null) return undefined;
  if (request.password === '') throw invalidField('password', 'must be set: this address has no account yet');
  checkPassword(request.password, invitee.email, 'password');
  const passwordHash = await ctx.passwords.hash(request.password);
  return { email: invitee.email, name: request.name || invitee.name, passwordHash, verified: true };
}

/**
 * The account of an address. One that was never verified may have been prepared by somebody else: it is taken over with
 * the password given here.
 */
async function accountIn(
  tx: Transaction,
  email: string,
  account: NewUser | undefined,
  now: Date,
): Promise<{ userId: string; accountCreated: boolean }> {
  const made = account && (await insertUserIn(tx, account, now));
  if (made) return { userId: made.userId, accountCreated: true };
  const there = await lockUserByEmailIn(tx, email);
  if (!there) throw linkInvalid();
  if (there.verifiedTime !== null) return { userId: there.userId, accountCreated: false };
  if (!account) throw linkInvalid();
  const { name, passwordHash } = account;
  await updateUserIn(tx, there, { name, passwordHash, verifiedTime: now });
  return { userId: there.userId, accountCreated: true };
}
