import type { OnBehalf, PeerClient } from '@sippy/kit/client';
import { Refusal } from '@sippy/kit/refusal';
import type { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';

/** Whether there is an organisation with a café that one can be a customer of. */
export type HasCafes = (organisationId: string, on: OnBehalf) => Promise<boolean>;

/** Organisations as the café service knows them. */
export function organisationsFrom(peer: PeerClient<typeof CafeServiceDefinition>): HasCafes {
  return async (organisationId, on) => {
    try {
      return (await peer.listCafeIds({ organisationId }, on)).cafeIds.length > 0;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'NOT_FOUND') return false;
      throw error;
    }
  };
}
