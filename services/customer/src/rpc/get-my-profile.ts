import type { Rpc } from '@sippy/kit/call';
import type { GetMyProfileRequest, GetMyProfileResponse } from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { membershipMessage, profileMessage } from '../messages/answers.ts';
import { ownProfile } from '../steps/own-profile.ts';
import { membershipsOf } from '../store/profiles.ts';

/** Reads the caller's own profile and memberships. */
export const getMyProfile =
  (ctx: CustomerContext): Rpc<GetMyProfileRequest, GetMyProfileResponse> =>
  async (_, call) => {
    const profile = await ownProfile(ctx, call);
    const memberships = await membershipsOf(ctx.db, profile.customerId);
    return { profile: profileMessage(profile), memberships: memberships.map(membershipMessage) };
  };
