import { freshCopies } from '@sippy/kit/fresh-copies';
import type { ServiceHost } from '@sippy/kit/service';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';

/** The organisations that share a points network with a café, its own included; none where it is in no network. */
export type NetworkOf = (cafeId: string) => Promise<readonly string[]>;

/** Cafés join and leave by the day: what was found stays true for a while. */
const REMEMBERED = { freshMs: 60_000, usableMs: 600_000 };

/** Networks as the loyalty service knows them. */
export function networksPeer(host: Pick<ServiceHost, 'peer'>): NetworkOf {
  const loyalty = host.peer(LoyaltyServiceDefinition);
  const known = freshCopies<readonly string[]>(
    async (cafeId, _, on) => (await loyalty.listNetworkOrganisations({ cafeId }, on)).organisationIds,
    REMEMBERED,
  );
  return (cafeId) => known.get(cafeId);
}
