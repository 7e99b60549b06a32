import type { Rpc } from '@sippy/kit/call';
import type {
  ListNetworkOrganisationsRequest,
  ListNetworkOrganisationsResponse,
} from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { organisationsWith } from '../store/networks.ts';

/** Lists the organisations that share a network with a café. */
export const listNetworkOrganisations =
  (ctx: LoyaltyContext): Rpc<ListNetworkOrganisationsRequest, ListNetworkOrganisationsResponse> =>
  async ({ cafeId }) => ({ organisationIds: await organisationsWith(ctx.db, cafeId, ctx.clock.now()) });
