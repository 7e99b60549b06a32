import type { Rpc } from '@sippy/kit/call';
import type { EraseMeRequest, EraseMeResponse } from '@sippy/proto/customer/v1/privacy_service';
import type { CustomerContext } from '../context.ts';
import { erasureMessage } from '../messages/answers.ts';
import { ownProfile } from '../steps/own-profile.ts';
import { beginErasure } from '../store/erasures.ts';
import { idsOfPerson } from '../store/personal-data.ts';

/** Begins to remove the caller. */
export const eraseMe =
  (ctx: CustomerContext): Rpc<EraseMeRequest, EraseMeResponse> =>
  async ({ password }, call) => {
    const { customerId } = await ownProfile(ctx, call);
    await ctx.proveUser({ userId: customerId, password }, call);
    const customerIds = await idsOfPerson(ctx.db, customerId);
    const wish = { customerId, customerIds, organisationId: null };
    const erasure = await beginErasure(ctx.db, undefined, wish, call.actor, ctx.clock.now());
    return { erasure: erasureMessage(erasure) };
  };
