import { organisationOf, type Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { once, onceKey } from '@sippy/kit/once';
import { serviceScope } from '@sippy/kit/scope';
import { CreateNetworkRequest, type CreateNetworkResponse } from '@sippy/proto/settlement/v1/network_service';
import type { SettlementContext } from '../context.ts';
import { type Network, withCafes } from '../domain/network.ts';
import { networkMessage } from '../messages/network.ts';
import { breakageFundingOf, defaultFundingOf, feeOf } from '../messages/requests.ts';
import { joinDayOf, joiningCafes } from '../steps/joining-cafes.ts';
import { getNetwork, keepChangedNetwork, requireFree } from '../store/networks.ts';

/** Creates a network that the organisation administers. */
export const createNetwork =
  (ctx: SettlementContext): Rpc<CreateNetworkRequest, CreateNetworkResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => CreateNetworkRequest.encode(r).finish());
    const now = ctx.clock.now();
    const { name, currencyCode, timeZone, minorPerThousand, cafeIds } = request;
    const joinDay = joinDayOf(request.joinDay, timeZone, now);
    const empty: Network = {
      networkId: request.networkId || newId(),
      ...{ name, currencyCode, timeZone, openFrom: null, stays: [], version: 0n, createTime: now },
      administratorId: organisationOf(call),
      breakageFunding: breakageFundingOf(request.breakageFunding) ?? 'ISSUER',
      defaultFunding: defaultFundingOf(request.defaultFunding) ?? 'CREDITORS',
      fee: feeOf(request.fee) ?? { fixedMinor: 0n, bps: 0 },
      values: [{ version: 1, minorPerThousand, startTime: now }],
    };
    const cafes = await joiningCafes(ctx, call, cafeIds);
    const made = withCafes(empty, empty.administratorId, cafes, joinDay);
    const network = await once(
      ctx.db,
      call,
      key,
      () =>
        ctx.db.transaction(serviceScope, async (tx) => {
          await tx.once(key, { networkId: made.networkId });
          await requireFree(tx, cafeIds, joinDay);
          return keepChangedNetwork(tx, made);
        }),
      (old) => getNetwork(ctx.db, call.scope, (old as { networkId: string }).networkId),
    );
    return { network: networkMessage(network) };
  };
