import type { Rpc } from '@sippy/kit/call';
import { customerScope } from '@sippy/kit/scope';
import type { ListMyConsentsRequest, ListMyConsentsResponse } from '@sippy/proto/customer/v1/consent_service';
import type { CustomerContext } from '../context.ts';
import { consentsPage } from '../steps/consents-page.ts';
import { ownId } from '../steps/own-id.ts';

/** Lists what the caller has consented to. */
export const listMyConsents =
  (ctx: CustomerContext): Rpc<ListMyConsentsRequest, ListMyConsentsResponse> =>
  async ({ page }, call) => {
    const customerId = ownId(call);
    return consentsPage(ctx, customerScope(customerId), { customerId, organisationId: null }, page);
  };
