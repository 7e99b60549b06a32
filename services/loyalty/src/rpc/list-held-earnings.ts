import type { Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { cutPage, decodePage } from '@sippy/kit/page';
import { ReviewStatus } from '@sippy/proto/loyalty/v1/guard';
import type {
  ListHeldEarningsRequest,
  ListHeldEarningsResponse,
} from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { heldEarningMessage } from '../messages/reviews.ts';
import { reviewsOf } from '../store/reviews.ts';

/** Lists the orders of a café that have not earned at once. */
export const listHeldEarnings =
  (ctx: LoyaltyContext): Rpc<ListHeldEarningsRequest, ListHeldEarningsResponse> =>
  async ({ cafeId, businessDay, status: wantedStatus, page: wanted }, call) => {
    const status = nameOf(ReviewStatus, wantedStatus);
    const list = `held-earnings:${cafeId}:${businessDay}:${wantedStatus}`;
    const page = decodePage(wanted, list, ['day', 'uuid']);
    const found = await reviewsOf(ctx.db, call.scope, { cafeId, businessDay, status }, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.businessDay, row.orderId]);
    return { earnings: rows.map(heldEarningMessage), pageInfo: { nextPageToken } };
  };
