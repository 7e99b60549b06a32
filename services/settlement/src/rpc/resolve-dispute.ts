import { organisationOf, type Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { onceKey } from '@sippy/kit/once';
import { currencyMismatch, invalidField } from '@sippy/kit/refusal';
import { localTime } from '@sippy/kit/time';
import {
  ResolveDisputeRequest,
  type ResolveDisputeResponse,
} from '@sippy/proto/settlement/v1/dispute_service';
import type { SettlementContext } from '../context.ts';
import { adjustmentFor, resolved } from '../domain/dispute.ts';
import { settledIn } from '../domain/month.ts';
import { changeDispute, sayingOf } from '../steps/change-dispute.ts';
import { keepChangedDispute } from '../store/disputes.ts';

/** Decides a dispute: what is granted is settled in the first open month, which its network's lock keeps open meanwhile. */
export const resolveDispute =
  (ctx: SettlementContext): Rpc<ResolveDisputeRequest, ResolveDisputeResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => ResolveDisputeRequest.encode(r).finish());
    const { granted, text } = request;
    if (!granted) throw invalidField('granted', 'must be set');
    const dispute = await changeDispute(ctx, call, key, request.disputeId, (tx, found, network) => {
      if (granted.currencyCode !== found.currencyCode)
        throw currencyMismatch('granted', found.currencyCode, granted.currencyCode);
      const saying = sayingOf(ctx, call, text);
      const { time } = saying;
      const changed = resolved(found, organisationOf(call), granted.minor, time);
      const adjustment = adjustmentFor(changed, newId());
      const month = settledIn(localTime(time, network.timeZone).date, network.openFrom);
      return keepChangedDispute(tx, changed, saying, time, adjustment && { adjustment, month });
    });
    return { dispute };
  };
