import type { Rpc } from '@sippy/kit/call';
import type {
  ListCustomerOrganisationsRequest,
  ListCustomerOrganisationsResponse,
} from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { organisationsOf } from '../store/customers.ts';

/** Lists the organisations of which somebody is a customer. */
export const listCustomerOrganisations =
  (ctx: CustomerContext): Rpc<ListCustomerOrganisationsRequest, ListCustomerOrganisationsResponse> =>
  async ({ customerId }) => ({ organisationIds: await organisationsOf(ctx.db, customerId) });
