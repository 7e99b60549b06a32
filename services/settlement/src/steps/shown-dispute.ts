import type { Call } from '@sippy/kit/call';
import type { Dispute as DisputeMessage } from '@sippy/proto/settlement/v1/dispute';
import type { SettlementContext } from '../context.ts';
import type { Dispute } from '../domain/dispute.ts';
import { disputeMessage } from '../messages/dispute.ts';
import { getDisputeOf } from '../store/disputes.ts';
import { linesOf } from '../store/invoices.ts';

/** What the caller is told of a dispute that they take part in. Refuses with NOT_FOUND. */
export async function shownDispute(
  ctx: SettlementContext,
  call: Call,
  disputeId: string,
): Promise<DisputeMessage> {
  const [shown] = await shownDisputes(ctx, [await getDisputeOf(ctx.db, call.scope, disputeId)]);
  if (!shown) throw new Error('a dispute is not shown');
  return shown;
}

/** Disputes that the caller has been shown, with their lines: each side may see the line, as it stands on the other's invoice too. */
export async function shownDisputes(
  ctx: SettlementContext,
  disputes: readonly Dispute[],
): Promise<DisputeMessage[]> {
  const lines = await linesOf(
    ctx.db,
    disputes.map((dispute) => dispute.lineId),
  );
  return disputes.map((dispute) => disputeMessage(dispute, lines.get(dispute.lineId)));
}
