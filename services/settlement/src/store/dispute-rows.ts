import type { Dispute, DisputeMessage } from '../domain/dispute.ts';
import { monthOf } from '../domain/month.ts';

/** A dispute as statements return it. */
export interface DisputeRow {
  dispute_id: string;
  network_id: string;
  period_id: string;
  month: string;
  invoice_number: bigint;
  line_id: string;
  line_number: number;
  matter: string;
  opener_organisation_id: string;
  counterpart_organisation_id: string;
  administrator_id: string;
  currency_code: string;
  minor: bigint;
  freezes: boolean;
  status: Dispute['status'];
  granted: bigint | null;
  adjustment_month: string | null;
  messages: number;
  said: (Omit<DisputeMessage, 'messageTime'> & { messageTime: string })[];
  open_time: Date;
  end_time: Date | null;
  version: bigint;
}

/** A dispute as it was read. */
export function disputeOfRow(row: DisputeRow): Dispute {
  return {
    ...{ disputeId: row.dispute_id, networkId: row.network_id, periodId: row.period_id },
    ...{ month: monthOf(row.month), invoiceNumber: row.invoice_number },
    ...{ lineId: row.line_id, lineNumber: row.line_number, matter: row.matter },
    ...{ openerId: row.opener_organisation_id, counterpartId: row.counterpart_organisation_id },
    ...{ administratorId: row.administrator_id, currencyCode: row.currency_code, minor: row.minor },
    ...{ freezes: row.freezes, status: row.status, granted: row.granted, messageCount: row.messages },
    adjustmentMonth: row.adjustment_month && monthOf(row.adjustment_month),
    messages: row.said.map((one) => ({ ...one, messageTime: new Date(one.messageTime) })),
    ...{ openTime: row.open_time, endTime: row.end_time, version: row.version },
  };
}
