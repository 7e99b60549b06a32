import type { OnBehalf } from '@sippy/kit/client';
import { Refusal } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';

/** Whether there is an organisation with a café that one can be a customer of. */
export type HasCafes = (organisationId: string, on: OnBehalf) => Promise<boolean>;

/** Organisations as the café service knows them. */
export function organisationsPeer(host: ServiceHost): HasCafes {
  const cafes = host.peer(CafeServiceDefinition);
  return async (organisationId, on) => {
    try {
      return (await cafes.listCafeIds({ organisationId }, on)).cafeIds.length > 0;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'NOT_FOUND') return false;
      throw error;
    }
  };
}
