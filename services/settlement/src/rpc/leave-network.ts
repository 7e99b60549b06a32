import { organisationOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { localTime } from '@sippy/kit/time';
import { LeaveNetworkRequest, type LeaveNetworkResponse } from '@sippy/proto/settlement/v1/network_service';
import type { SettlementContext } from '../context.ts';
import { withoutCafe } from '../domain/network.ts';
import { networkMessage } from '../messages/network.ts';
import { changeNetwork } from '../steps/change-network.ts';

/** Ends the stay of a café from a day on. */
export const leaveNetwork =
  (ctx: SettlementContext): Rpc<LeaveNetworkRequest, LeaveNetworkResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => LeaveNetworkRequest.encode(r).finish());
    const { networkId, cafeId, leaveDay } = request;
    const network = await changeNetwork(ctx, call, key, networkId, (current) => {
      const today = localTime(ctx.clock.now(), current.timeZone).date;
      return withoutCafe(current, organisationOf(call), cafeId, leaveDay, today);
    });
    return { network: networkMessage(network) };
  };
