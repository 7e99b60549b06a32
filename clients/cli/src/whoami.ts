import type { Sippy } from '@sippy/sdk';
import { CliError } from './exit.ts';

/** Id of the user who is signed in. */
export async function callerId(sippy: Sippy): Promise<string> {
  const { caller } = await sippy.auth.getMe({});
  if (caller?.$case !== 'user')
    throw new CliError('This needs a user who signed in with e-mail and password.');
  return caller.value.userId;
}
