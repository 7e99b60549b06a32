import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListDisputesRequest, ListDisputesResponse } from '@sippy/proto/settlement/v1/dispute_service';
import type { SettlementContext } from '../context.ts';
import { disputeStatusOf } from '../messages/dispute.ts';
import { shownDisputes } from '../steps/shown-dispute.ts';
import { listDisputesOf } from '../store/disputes.ts';

/** Lists the disputes that the organisation takes part in. */
export const listDisputes =
  (ctx: SettlementContext): Rpc<ListDisputesRequest, ListDisputesResponse> =>
  async ({ organisationId, status, page: asked }, call) => {
    const list = `disputes:${organisationId}:${status}`;
    const page = decodePage(asked, list, ['uuid']);
    const filter = { organisationId, status: disputeStatusOf(status) };
    const found = await listDisputesOf(ctx.db, call.scope, filter, page);
    const { rows, nextPageToken } = cutPage(found, page, list, ({ disputeId }) => [disputeId]);
    return { disputes: await shownDisputes(ctx, rows), pageInfo: { nextPageToken } };
  };
