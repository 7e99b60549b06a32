import { json, statement, type Transaction } from '@sippy/kit/db';
import { frozenOf } from '../domain/dispute.ts';

const findOpen = statement<{ transfer_id: string; creditor_organisation_id: string; open: bigint }>(
  'settlement_open_transfers',
  `select transfer_id, creditor_organisation_id, minor - paid as open from money_transfer
   where period_id = $1 and debtor_organisation_id = $2`,
);
const findClaims = statement<{ counterpart_organisation_id: string; minor: bigint }>(
  'settlement_frozen_claims',
  `select counterpart_organisation_id, minor from dispute
   where period_id = $1 and opener_organisation_id = $2 and status = 'OPEN' and freezes order by dispute_id`,
);
/** What is not frozen any more is not late at once in the reminders: who has to pay it is given some days. */
const keepFrozen = statement<object>(
  'settlement_keep_frozen',
  `update money_transfer t set frozen = f.frozen,
     remind_time = case when f.frozen < t.frozen then greatest(t.remind_time, $2::timestamptz) else t.remind_time end
   from jsonb_to_recordset($1::jsonb) as f ("transferId" uuid, frozen bigint)
   where t.transfer_id = f."transferId" and t.frozen <> f.frozen`,
);

/**
 * Works out anew what a payer need not pay of the transfers of a month, by their open disputes. Whoever calls holds the
 * month. Of what is due again nobody is reminded before `notBefore`.
 */
export async function freezeTransfers(
  tx: Transaction,
  periodId: string,
  debtorId: string,
  notBefore: Date | null = null,
): Promise<void> {
  const transfers = await tx.query(findOpen, [periodId, debtorId]);
  const claims = await tx.query(findClaims, [periodId, debtorId]);
  const frozen = frozenOf(
    transfers.map((row) => ({
      transferId: row.transfer_id,
      creditorId: row.creditor_organisation_id,
      open: row.open,
    })),
    claims.map((row) => ({ counterpartId: row.counterpart_organisation_id, minor: row.minor })),
  );
  const rows = [...frozen].map(([transferId, amount]) => ({ transferId, frozen: amount }));
  await tx.query(keepFrozen, [json(rows), notBefore]);
}
