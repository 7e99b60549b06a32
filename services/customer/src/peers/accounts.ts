import type { OnBehalf } from '@sippy/kit/client';
import type { ServiceHost } from '@sippy/kit/service';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';

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
