import type { Rpc } from '@sippy/kit/call';
import type { GetNetworkRequest, GetNetworkResponse } from '@sippy/proto/settlement/v1/network_service';
import type { SettlementContext } from '../context.ts';
import { networkMessage } from '../messages/network.ts';
import { getNetwork as findNetwork } from '../store/networks.ts';

/** Reads a network that the organisation is party to. */
export const getNetwork =
  (ctx: SettlementContext): Rpc<GetNetworkRequest, GetNetworkResponse> =>
  async ({ networkId }, call) => ({
    network: networkMessage(await findNetwork(ctx.db, call.scope, networkId)),
  });
