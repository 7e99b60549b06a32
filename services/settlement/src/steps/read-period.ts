import { type Call, organisationOf } from '@sippy/kit/call';
import type { Period as PeriodMessage } from '@sippy/proto/settlement/v1/settlement';
import type { SettlementContext } from '../context.ts';
import type { Network } from '../domain/network.ts';
import { draftOf, type Period, seenBy } from '../domain/period.ts';
import { periodMessage } from '../messages/period.ts';
import { figuresNow, queryOf, valuesOf } from '../store/month-sums.ts';
import { getNetwork } from '../store/networks.ts';
import { findLockedPeriod } from '../store/periods.ts';

/** A month of a network as it was locked, else as it would be settled now. Refuses networks that the caller cannot see. */
export async function readPeriod(
  ctx: SettlementContext,
  call: Call,
  networkId: string,
  month: string,
): Promise<{ network: Network; period: Period }> {
  const network = await getNetwork(ctx.db, call.scope, networkId);
  const locked = await findLockedPeriod(ctx.db, call.scope, network, month);
  if (locked) return { network, period: locked };
  const { figures, adjustments } = await figuresNow(queryOf(ctx.db), network, month);
  return { network, period: draftOf(network, month, figures, adjustments) };
}

/** What the caller is told of a month. */
export function shownPeriod(
  ctx: SettlementContext,
  call: Call,
  network: Network,
  period: Period,
): PeriodMessage {
  return periodMessage(seenBy(period, organisationOf(call)), valuesOf(network), ctx.clock.now());
}
