import { organisationOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { RecordConsentRequest, type RecordConsentResponse } from '@sippy/proto/customer/v1/consent_service';
import type { CustomerContext } from '../context.ts';
import { recordOnce } from '../steps/record-once.ts';
import { getCustomer } from '../store/customers.ts';

/** Writes down at a counter what a customer consents to. */
export const recordConsent =
  (ctx: CustomerContext): Rpc<RecordConsentRequest, RecordConsentResponse> =>
  async (request, call) => {
    const organisationId = organisationOf(call);
    const { cafeId } = request;
    const { customerId } = await getCustomer(ctx.db, organisationId, request.customerId);
    const key = onceKey(call, request, (r) => RecordConsentRequest.encode(r).finish());
    const spoken = { customerId, organisationId, place: 'COUNTER' as const, cafeId };
    return { consent: await recordOnce(ctx, call, key, request, spoken) };
  };
