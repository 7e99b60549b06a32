import type { Rpc } from '@sippy/kit/call';
import type {
  CountReturningMembersRequest,
  CountReturningMembersResponse,
} from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { returningMembers } from '../store/visits.ts';

/** Counts the members who came back to each café of a network. */
export const countReturningMembers =
  (ctx: LoyaltyContext): Rpc<CountReturningMembersRequest, CountReturningMembersResponse> =>
  async ({ networkId, fromDay, untilDay }) => ({
    cafes: await returningMembers(ctx.db, networkId, fromDay, untilDay),
  });
