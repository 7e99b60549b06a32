import { organisationOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { SetPointValueRequest, type SetPointValueResponse } from '@sippy/proto/settlement/v1/network_service';
import type { SettlementContext } from '../context.ts';
import { requireAdministrator, withPointValue } from '../domain/network.ts';
import { networkMessage } from '../messages/network.ts';
import { timeOf } from '../messages/requests.ts';
import { changeNetwork } from '../steps/change-network.ts';

/** Adds a version of what a point is worth. */
export const setPointValue =
  (ctx: SettlementContext): Rpc<SetPointValueRequest, SetPointValueResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => SetPointValueRequest.encode(r).finish());
    const { networkId, minorPerThousand } = request;
    const startTime = timeOf(request.startTime, 'start_time');
    const network = await changeNetwork(ctx, call, key, networkId, (current) => {
      requireAdministrator(current, organisationOf(call));
      return withPointValue(current, { minorPerThousand, startTime }, ctx.clock.now());
    });
    return { network: networkMessage(network) };
  };
