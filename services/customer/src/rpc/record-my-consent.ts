import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import {
  RecordMyConsentRequest,
  type RecordMyConsentResponse,
} from '@sippy/proto/customer/v1/consent_service';
import type { CustomerContext } from '../context.ts';
import { ownProfile } from '../steps/own-profile.ts';
import { recordOnce } from '../steps/record-once.ts';

/** Gives or withdraws a consent of the caller. */
export const recordMyConsent =
  (ctx: CustomerContext): Rpc<RecordMyConsentRequest, RecordMyConsentResponse> =>
  async (request, call) => {
    const { customerId } = await ownProfile(ctx, call);
    const key = onceKey(call, request, (r) => RecordMyConsentRequest.encode(r).finish());
    const { organisationId } = request;
    const spoken = { customerId, organisationId, place: 'OWN_APP' as const, cafeId: null };
    return { consent: await recordOnce(ctx, call, key, request, spoken) };
  };
