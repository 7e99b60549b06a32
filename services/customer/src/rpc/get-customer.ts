import type { Rpc } from '@sippy/kit/call';
import type { GetCustomerRequest, GetCustomerResponse } from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { customerMessage } from '../messages/answers.ts';
import { getCustomer as readCustomer } from '../store/customers.ts';

/** Reads a customer of an organisation. */
export const getCustomer =
  (ctx: CustomerContext): Rpc<GetCustomerRequest, GetCustomerResponse> =>
  async ({ organisationId, customerId }) => ({
    customer: customerMessage(await readCustomer(ctx.db, organisationId, customerId)),
  });
