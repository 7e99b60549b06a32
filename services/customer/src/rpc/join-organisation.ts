import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import {
  JoinOrganisationRequest,
  type JoinOrganisationResponse,
} from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { membershipMessage } from '../messages/answers.ts';
import { ownProfile } from '../steps/own-profile.ts';
import { join, membershipsOf } from '../store/profiles.ts';

/** Makes the caller a customer of an organisation. */
export const joinOrganisation =
  (ctx: CustomerContext): Rpc<JoinOrganisationRequest, JoinOrganisationResponse> =>
  async (request, call) => {
    const { organisationId } = request;
    const profile = await ownProfile(ctx, call);
    if (!(await ctx.hasCafes(organisationId, call))) throw notFound('organisation', organisationId);
    const key = onceKey(call, request, (r) => JoinOrganisationRequest.encode(r).finish());
    const write = () => join(ctx.db, key, organisationId, profile, ctx.clock.now());
    await once(ctx.db, call, key, write, async () => undefined);
    const memberships = await membershipsOf(ctx.db, profile.customerId);
    const joined = memberships.find((membership) => membership.organisationId === organisationId);
    if (!joined) throw notFound('membership in organisation', organisationId);
    return { membership: membershipMessage(joined) };
  };
