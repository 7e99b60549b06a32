import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type {
  ListAdjustmentsRequest,
  ListAdjustmentsResponse,
} from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { adjustmentMessage } from '../messages/answers.ts';
import { adjustmentsOf } from '../store/sets.ts';

/** Lists what managers adjusted at a café. */
export const listAdjustments =
  (ctx: LoyaltyContext): Rpc<ListAdjustmentsRequest, ListAdjustmentsResponse> =>
  async ({ cafeId, businessDay, page: wanted }, call) => {
    const list = `adjustments:${cafeId}:${businessDay}`;
    const page = decodePage(wanted, list, ['uuid']);
    const found = await adjustmentsOf(ctx.db, call.scope, cafeId, businessDay, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.setId]);
    return { adjustments: rows.map(adjustmentMessage), pageInfo: { nextPageToken } };
  };
