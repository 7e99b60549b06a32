import type { Rpc } from '@sippy/kit/call';
import type {
  ListMyOrganisationsRequest,
  ListMyOrganisationsResponse,
} from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { listOrganisations } from '../store/organisations.ts';

/** Lists the organisations that the caller's token has rights in. */
export const listMyOrganisations =
  (ctx: CafeContext): Rpc<ListMyOrganisationsRequest, ListMyOrganisationsResponse> =>
  async (_, { principal }) => {
    const ids = principal.grants.map((grant) => grant.organisationId);
    return { organisations: await listOrganisations(ctx.prisma, ids) };
  };
