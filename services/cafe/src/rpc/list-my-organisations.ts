import type { Rpc } from '@sippy/kit/call';
import { withScope } from '@sippy/kit/db';
import { organisationScope } from '@sippy/kit/scope';
import type {
  ListMyOrganisationsRequest,
  ListMyOrganisationsResponse,
} from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { organisationOf } from '../store/organisations.ts';

/** Lists the organisations that the caller's token has rights in. */
export const listMyOrganisations =
  (ctx: CafeContext): Rpc<ListMyOrganisationsRequest, ListMyOrganisationsResponse> =>
  async (_, call) => {
    const ids = call.principal.grants.map((grant) => grant.organisationId);
    const rows = await withScope(organisationScope(...ids), async () =>
      ctx.prisma.organisation.findMany({
        where: { organisation_id: { in: ids }, owned_time: { not: null } },
        orderBy: [{ name: 'asc' }, { organisation_id: 'asc' }],
      }),
    );
    return { organisations: rows.map(organisationOf) };
  };
