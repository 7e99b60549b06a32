import type { Adjustment as AdjustmentMessage } from '@sippy/proto/settlement/v1/settlement';
import type { Adjustment } from '../domain/dispute.ts';

/** What was granted in a dispute as answers show it. */
export function adjustmentMessage(adjustment: Adjustment, currencyCode: string): AdjustmentMessage {
  const { adjustmentId, disputeId, disputedMonth, invoiceNumber, lineNumber, minor } = adjustment;
  return {
    ...{ adjustmentId, disputeId, disputedMonth, invoiceNumber, lineNumber },
    debtorOrganisationId: adjustment.debtorId,
    creditorOrganisationId: adjustment.creditorId,
    amount: { currencyCode, minor },
  };
}
