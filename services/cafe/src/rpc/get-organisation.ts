import type { Rpc } from '@sippy/kit/call';
import type { GetOrganisationRequest, GetOrganisationResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { getOrganisation as readOrganisation } from '../store/organisations.ts';

/** Reads an organisation. */
export const getOrganisation =
  (ctx: CafeContext): Rpc<GetOrganisationRequest, GetOrganisationResponse> =>
  async (request, call) => ({
    organisation: await readOrganisation(ctx.db, call.scope, request.organisationId),
  });
