import type { Call } from '@sippy/kit/call';
import { organisationOf } from '@sippy/kit/call';
import type { Transaction } from '@sippy/kit/db';
import { type OnceKey, once } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { SettlementContext } from '../context.ts';
import { type Network, partiesOf } from '../domain/network.ts';
import { getNetwork, keepChangedNetwork, lockedNetwork } from '../store/networks.ts';

/** Changes a network once for a request, on behalf of one of its parties; others do not find it. */
export function changeNetwork(
  ctx: SettlementContext,
  call: Call,
  key: OnceKey,
  networkId: string,
  change: (network: Network, tx: Transaction) => Network,
): Promise<Network> {
  return once(
    ctx.db,
    call,
    key,
    () =>
      ctx.db.transaction(serviceScope, async (tx) => {
        await tx.once(key, { networkId });
        const network = await lockedNetwork(tx, networkId);
        if (!partiesOf(network).includes(organisationOf(call))) throw notFound('network', networkId);
        return keepChangedNetwork(tx, change(network, tx));
      }),
    () => getNetwork(ctx.db, call.scope, networkId),
  );
}
