import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type {
  ListPointsHistoryRequest,
  ListPointsHistoryResponse,
} from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { entryMessage } from '../messages/answers.ts';
import { askedMemberOrAll } from '../steps/asked-member.ts';
import { historyOf } from '../store/sets.ts';

/** Lists the movements of a member's points. */
export const listPointsHistory =
  (ctx: LoyaltyContext): Rpc<ListPointsHistoryRequest, ListPointsHistoryResponse> =>
  async ({ cafeId, networkId, page: wanted, ...asked }, call) => {
    const customerId = askedMemberOrAll(call, { cafeId, ...asked }) ?? '';
    const list = `points:${customerId}:${networkId}:${cafeId}`;
    const page = decodePage(wanted, list, ['uuid']);
    const found = await historyOf(ctx.db, call.scope, { customerId, networkId, cafeId }, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.setId]);
    return { entries: rows.map(entryMessage), pageInfo: { nextPageToken } };
  };
