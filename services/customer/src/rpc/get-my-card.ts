import type { Rpc } from '@sippy/kit/call';
import { customerScope } from '@sippy/kit/scope';
import type { GetMyCardRequest, GetMyCardResponse } from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { cardOfCustomer } from '../steps/card-of-customer.ts';
import { ownProfile } from '../steps/own-profile.ts';

/** Gives what the caller shows at a counter. */
export const getMyCard =
  (ctx: CustomerContext): Rpc<GetMyCardRequest, GetMyCardResponse> =>
  async (_, call) => {
    const { customerId } = await ownProfile(ctx, call);
    return { card: await cardOfCustomer(ctx, customerScope(customerId), customerId) };
  };
