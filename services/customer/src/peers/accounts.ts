import type { OnBehalf } from '@sippy/kit/client';
import { Refusal } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';
import { passwordWrong } from '../domain/refusals.ts';

/** What a profile takes over from an account. */
export interface Account {
  name: string;
  email: string;
}

/** Reads the account of a user from the auth service. */
export type ReadAccount = (userId: string, on: OnBehalf) => Promise<Account>;

/** Accounts as the auth service keeps them. */
export function accountsPeer(host: ServiceHost): ReadAccount {
  const auth = host.peer(AuthServiceDefinition);
  return async (userId, on) => {
    const { user } = await auth.getUser({ userId }, on);
    return { name: user?.name ?? '', email: user?.email ?? '' };
  };
}

/** Refuses unless the password is the user's, and for an account that works at a café. */
export type ProveUser = (proof: { userId: string; password: string }, on: OnBehalf) => Promise<void>;

/** Proofs as the auth service checks them. */
export function proofPeer(host: Pick<ServiceHost, 'peer'>): ProveUser {
  const auth = host.peer(AuthServiceDefinition);
  return async (proof, on) => {
    await auth.proveUser(proof, on).catch((error) => {
      throw error instanceof Refusal && error.reason === 'CREDENTIALS_INVALID' ? passwordWrong() : error;
    });
  };
}
