import { organisationOf, type Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { invalidField, staleVersion } from '@sippy/kit/refusal';
import { UpdateNetworkRequest, type UpdateNetworkResponse } from '@sippy/proto/settlement/v1/network_service';
import type { SettlementContext } from '../context.ts';
import { requireAdministrator } from '../domain/network.ts';
import { networkMessage } from '../messages/network.ts';
import { breakageFundingOf, defaultFundingOf, feeOf } from '../messages/requests.ts';
import { changeNetwork } from '../steps/change-network.ts';

/** Changes name, funding and fee of a network. */
export const updateNetwork =
  (ctx: SettlementContext): Rpc<UpdateNetworkRequest, UpdateNetworkResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => UpdateNetworkRequest.encode(r).finish());
    if (request.name === '') throw invalidField('name', 'must not be empty');
    const network = await changeNetwork(ctx, call, key, request.networkId, (current) => {
      requireAdministrator(current, organisationOf(call));
      if (current.version !== request.version) throw staleVersion('network', current.version);
      return {
        ...current,
        name: request.name ?? current.name,
        breakageFunding: breakageFundingOf(request.breakageFunding) ?? current.breakageFunding,
        defaultFunding: defaultFundingOf(request.defaultFunding) ?? current.defaultFunding,
        fee: feeOf(request.fee) ?? current.fee,
      };
    });
    return { network: networkMessage(network) };
  };
