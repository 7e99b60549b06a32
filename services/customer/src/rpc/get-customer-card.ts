import type { Rpc } from '@sippy/kit/call';
import { organisationScope } from '@sippy/kit/scope';
import type {
  GetCustomerCardRequest,
  GetCustomerCardResponse,
} from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { cardOfCustomer } from '../steps/card-of-customer.ts';
import { getCustomer } from '../store/customers.ts';

/** Gives what a customer of the organisation shows at a counter. */
export const getCustomerCard =
  (ctx: CustomerContext): Rpc<GetCustomerCardRequest, GetCustomerCardResponse> =>
  async ({ organisationId, customerId: asked }) => {
    const { customerId } = await getCustomer(ctx.db, organisationId, asked);
    return { card: await cardOfCustomer(ctx, organisationScope(organisationId), customerId) };
  };
