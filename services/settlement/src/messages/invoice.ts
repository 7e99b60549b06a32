import { BreakageFunding, DefaultFunding } from '@sippy/proto/settlement/v1/network';
import {
  InvoiceLineKind,
  type InvoiceLine as InvoiceLineMessage,
  type Invoice as InvoiceMessage,
} from '@sippy/proto/settlement/v1/settlement';
import type { Invoice, InvoiceLine } from '../domain/invoice.ts';
import { adjustmentMessage } from './adjustment.ts';
import { transferMessage } from './period.ts';

/** An invoice as answers show it at a moment. */
export function invoiceMessage(invoice: Invoice, now: Date): InvoiceMessage {
  const { invoiceId, number, networkId, networkName, month, issuerName, recipientName } = invoice;
  const { currencyCode, dueDay, issueTime } = invoice;
  return {
    ...{ invoiceId, number, networkId, networkName, month, issuerName, recipientName, dueDay, issueTime },
    issuerOrganisationId: invoice.issuerId,
    recipientOrganisationId: invoice.recipientId,
    lines: invoice.lines.map((line) => lineMessage(line, currencyCode)),
    total: { currencyCode, minor: invoice.total },
    breakageFunding: BreakageFunding[invoice.breakageFunding],
    defaultFunding: DefaultFunding[invoice.defaultFunding],
    transfers: invoice.transfers.map((transfer) => transferMessage(transfer, currencyCode, now)),
  };
}

/** A line as answers show it. */
export function lineMessage(line: InvoiceLine, currencyCode: string): InvoiceLineMessage {
  const { lineId, about } = line;
  return {
    lineId,
    kind: InvoiceLineKind[line.kind],
    counterpartOrganisationId: line.counterpartId,
    counterpartName: line.counterpartName,
    issuerCafeId: about?.issuerCafeId ?? '',
    issuerCafeName: line.issuerCafeName,
    cafeId: about?.cafeId ?? '',
    cafeName: line.cafeName,
    valueVersion: about?.valueVersion ?? 0,
    minorPerThousand: about?.minorPerThousand ?? 0n,
    points: about?.points ?? 0n,
    amount: { currencyCode, minor: line.minor },
    adjustment: line.adjustment ? adjustmentMessage(line.adjustment, currencyCode) : undefined,
  };
}
