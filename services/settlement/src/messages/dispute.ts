import { nameOf } from '@sippy/kit/enum-names';
import type { NewEvent } from '@sippy/kit/events';
import { type Dispute as DisputeMessage, DisputeStatus } from '@sippy/proto/settlement/v1/dispute';
import { DisputeChanged } from '@sippy/proto/settlement/v1/settlement_event';
import type { Dispute, DisputeStatusName } from '../domain/dispute.ts';
import type { InvoiceLine } from '../domain/invoice.ts';
import { lineMessage } from './invoice.ts';

/** What can be told of a dispute. */
export type DisputeFact = 'dispute.opened' | 'dispute.answered' | 'dispute.ended' | 'dispute.waiting';

/** An event about a dispute. */
export function disputeChanged(type: DisputeFact, dispute: Dispute): NewEvent {
  const { disputeId, networkId, month, version, administratorId } = dispute;
  const payload = DisputeChanged.encode({
    ...{ disputeId, networkId, month, status: DisputeStatus[dispute.status], ...amountsOf(dispute) },
    openerOrganisationId: dispute.openerId,
    counterpartOrganisationId: dispute.counterpartId,
  }).finish();
  const aggregate = { type: 'dispute', id: disputeId, version };
  return { type, aggregate, organisationId: administratorId, payload };
}

/** A dispute about a line as answers show it. */
export function disputeMessage(dispute: Dispute, line: InvoiceLine | undefined): DisputeMessage {
  const { disputeId, networkId, month, invoiceNumber, lineNumber, freezes, messages, openTime } = dispute;
  return {
    ...{ disputeId, networkId, month, invoiceNumber, lineNumber, freezes, openTime },
    ...{ messages: [...messages], version: dispute.version, ...amountsOf(dispute) },
    line: line && lineMessage(line, dispute.currencyCode),
    openerOrganisationId: dispute.openerId,
    counterpartOrganisationId: dispute.counterpartId,
    status: DisputeStatus[dispute.status],
    adjustmentMonth: dispute.adjustmentMonth ?? '',
    endTime: dispute.endTime ?? undefined,
  };
}

function amountsOf({ currencyCode, minor, granted }: Dispute) {
  return {
    amount: { currencyCode, minor },
    granted: granted === null ? undefined : { currencyCode, minor: granted },
  };
}

/** Disputes of which status are asked for; undefined for all. */
export function disputeStatusOf(asked: DisputeStatus): DisputeStatusName | undefined {
  return nameOf(DisputeStatus, asked);
}
