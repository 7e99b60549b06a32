import type { OnBehalf } from '@sippy/kit/client';
import { Refusal } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { Role } from '@sippy/proto/auth/v1/auth';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';

/** Who owns organisations, as the auth service knows it. */
export interface Owners {
  /** Makes a user an owner of an organisation; doing it again changes nothing. False if there is no such user. */
  grant(organisationId: string, userId: string, on: OnBehalf): Promise<boolean>;
}

/** Owners as the auth service keeps them. */
export function ownersPeer(host: ServiceHost): Owners {
  const auth = host.peer(AuthServiceDefinition);
  return {
    async grant(organisationId, userId, on) {
      try {
        await auth.grantRole({ requestId: organisationId, organisationId, userId, role: Role.OWNER }, on);
        return true;
      } catch (error) {
        if (error instanceof Refusal && error.code === 'NOT_FOUND') return false;
        throw error;
      }
    },
  };
}
