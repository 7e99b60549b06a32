import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListNetworksRequest, ListNetworksResponse } from '@sippy/proto/settlement/v1/network_service';
import type { SettlementContext } from '../context.ts';
import { networkMessage } from '../messages/network.ts';
import { listNetworksOf } from '../store/networks.ts';

/** Lists the networks that the organisation is party to. */
export const listNetworks =
  (ctx: SettlementContext): Rpc<ListNetworksRequest, ListNetworksResponse> =>
  async ({ organisationId, page: asked }, call) => {
    const list = `networks:${organisationId}`;
    const page = decodePage(asked, list, ['uuid']);
    const found = await listNetworksOf(ctx.db, call.scope, organisationId, page);
    const { rows, nextPageToken } = cutPage(found, page, list, ({ networkId }) => [networkId]);
    return { networks: rows.map(networkMessage), pageInfo: { nextPageToken } };
  };
