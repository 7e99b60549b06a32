import type { Rpc } from '@sippy/kit/call';
import { organisationScope } from '@sippy/kit/scope';
import type { ListConsentsRequest, ListConsentsResponse } from '@sippy/proto/customer/v1/consent_service';
import type { CustomerContext } from '../context.ts';
import { consentsPage } from '../steps/consents-page.ts';
import { getCustomer } from '../store/customers.ts';

/** Lists what a customer has consented to towards an organisation. */
export const listConsents =
  (ctx: CustomerContext): Rpc<ListConsentsRequest, ListConsentsResponse> =>
  async ({ organisationId, customerId: asked, page }) => {
    const { customerId } = await getCustomer(ctx.db, organisationId, asked);
    return consentsPage(ctx, organisationScope(organisationId), { customerId, organisationId }, page);
  };
