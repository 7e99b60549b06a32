import { type Call, organisationOf } from '@sippy/kit/call';
import type { Transaction } from '@sippy/kit/db';
import { type OnceKey, once } from '@sippy/kit/once';
import { serviceScope } from '@sippy/kit/scope';
import type { Dispute as DisputeMessage } from '@sippy/proto/settlement/v1/dispute';
import type { SettlementContext } from '../context.ts';
import type { Dispute } from '../domain/dispute.ts';
import type { Network } from '../domain/network.ts';
import { getDisputeOf, heldDispute } from '../store/disputes.ts';
import { lockedNetwork } from '../store/networks.ts';
import { shownDispute } from './shown-dispute.ts';

/** Changes a dispute once for a request. Its network is locked first, so that the month that comes next stays open. */
export async function changeDispute(
  ctx: SettlementContext,
  call: Call,
  key: OnceKey,
  disputeId: string,
  change: (tx: Transaction, dispute: Dispute, network: Network) => Promise<void>,
): Promise<DisputeMessage> {
  const { networkId } = await getDisputeOf(ctx.db, call.scope, disputeId);
  await once(
    ctx.db,
    call,
    key,
    () =>
      ctx.db.transaction(serviceScope, async (tx) => {
        await tx.once(key, { disputeId });
        const network = await lockedNetwork(tx, networkId);
        await change(tx, await heldDispute(tx, disputeId, organisationOf(call)), network);
      }),
    async () => undefined,
  );
  return shownDispute(ctx, call, disputeId);
}

/** Words of the caller, said now. */
export function sayingOf(ctx: SettlementContext, call: Call, text: string) {
  const actorId = `${call.actor.kind}:${call.actor.id}`;
  return { organisationId: organisationOf(call), actorId, text, time: ctx.clock.now() };
}
