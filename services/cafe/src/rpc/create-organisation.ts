import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { once, onceKey } from '@sippy/kit/once';
import { notFound, refuse } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import {
  CreateOrganisationRequest,
  type CreateOrganisationResponse,
} from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { getOrganisation, intendOrganisation, settleOrganisation } from '../store/organisations.ts';

/** Creates an organisation: the intent is kept first, so that a crash on the way to its owner is made good later. */
export const createOrganisation =
  (ctx: CafeContext): Rpc<CreateOrganisationRequest, CreateOrganisationResponse> =>
  async (request, call) => {
    if (call.principal.kind !== 'user') {
      throw refuse(
        'PERMISSION_DENIED',
        'USER_NEEDED',
        'Sign in with your own account to create an organisation.',
      );
    }
    const ownerUserId = call.principal.id;
    const key = onceKey(call, request, (r) => CreateOrganisationRequest.encode(r).finish());
    const organisationId = await once(
      ctx.db,
      call,
      key,
      async () => {
        const id = request.organisationId || newId();
        await intendOrganisation(ctx.db, key, { organisationId: id, name: request.name, ownerUserId });
        return id;
      },
      async (made) => (made as { organisation_id: string }).organisation_id,
    );
    if (!(await ctx.owners.grant(organisationId, ownerUserId, call))) throw notFound('user', ownerUserId);
    await settleOrganisation(ctx.db, { organisationId, ownerUserId });
    return { organisation: await getOrganisation(ctx.db, serviceScope, organisationId) };
  };
