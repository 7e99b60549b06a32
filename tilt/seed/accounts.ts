/** People of the demo with accounts, made the way anyone gets one: by mail. */
import { type Sippy, SippyError } from '@sippy/sdk';
import type { DemoLogin } from './demo.ts';
import { awaitMailedToken } from './mailbox.ts';

/** Signs in; false if there is no such account (yet), or it is not verified. */
export async function signedIn(sippy: Sippy, login: DemoLogin): Promise<boolean> {
  try {
    await sippy.signIn(login);
    return true;
  } catch (error) {
    if (error instanceof SippyError && error.reason === 'CREDENTIALS_INVALID') return false;
    throw error;
  }
}

/** Registers and verifies an account, and signs in to it. */
export async function makeAccount(sippy: Sippy, inboxUrl: string, login: DemoLogin): Promise<void> {
  const { email, password, name } = login;
  const since = new Date(Date.now() - 1);
  await sippy.auth.register({ email, password, name });
  await sippy.auth.verifyEmail({ token: await awaitMailedToken(inboxUrl, email, since) });
  await sippy.signIn(login);
}

/** Invites a member of staff to sign in with an account of their own, and accepts in their place. */
export async function acceptInvitation(
  sippy: Sippy,
  inboxUrl: string,
  staffId: string,
  { email, password, name }: DemoLogin,
): Promise<void> {
  const since = new Date(Date.now() - 1);
  await sippy.staff.inviteStaff({ staffId, email });
  const token = await awaitMailedToken(inboxUrl, email, since);
  await sippy.staff.acceptInvitation({ token, password, name });
}

/** Makes a thing unless it is there already. */
export async function unlessThere(make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof SippyError && error.reason === 'ALREADY_EXISTS')) throw error;
  }
}
