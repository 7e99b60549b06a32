import { statement, type Transaction } from '@sippy/kit/db';
import type { Adjustment } from '../domain/dispute.ts';
import { firstDay, monthOf } from '../domain/month.ts';

/** An adjustment as a statement returns it, within JSON: big numbers are texts. */
export type AdjustmentJson = Omit<Adjustment, 'minor' | 'invoiceNumber'> & {
  minor: string;
  invoiceNumber: string;
};

/** The adjustment of the alias `a` as JSON. */
export const ADJUSTMENT_JSON = `jsonb_build_object('adjustmentId', a.adjustment_id, 'disputeId', a.dispute_id,
  'debtorId', a.debtor_organisation_id, 'creditorId', a.creditor_organisation_id, 'minor', a.minor::text,
  'disputedMonth', a.disputed_month, 'invoiceNumber', a.invoice_number::text, 'lineNumber', a.line_number)`;

const findAdjustments = statement<{ adjustment: AdjustmentJson }>(
  'settlement_adjustments',
  `select ${ADJUSTMENT_JSON} as adjustment from adjustment a where a.network_id = $1 and a.month = $2::date
   order by a.adjustment_id`,
);

/** An adjustment as it was read. */
export function adjustmentOf(row: AdjustmentJson): Adjustment {
  return {
    ...row,
    minor: BigInt(row.minor),
    invoiceNumber: BigInt(row.invoiceNumber),
    disputedMonth: monthOf(row.disputedMonth),
  };
}

/** What was granted in disputes and is settled in a month. */
export async function adjustmentsIn(
  query: Transaction['query'],
  networkId: string,
  month: string,
): Promise<Adjustment[]> {
  const rows = await query(findAdjustments, [networkId, firstDay(month)]);
  return rows.map((row) => adjustmentOf(row.adjustment));
}
