import type { Rpc } from '@sippy/kit/call';
import { subjectOf } from '@sippy/kit/personal-data';
import type {
  ErasePersonalDataRequest,
  ErasePersonalDataResponse,
} from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { withoutNotes } from '../messages/redacted.ts';
import { ERASED_AT_ONCE, eraseOrders, ordersOfPerson } from '../store/personal-data.ts';

/** Removes what is personal of a person. */
export const erasePersonalData =
  (ctx: OrderContext): Rpc<ErasePersonalDataRequest, ErasePersonalDataResponse> =>
  async ({ subject, pageToken }) => {
    const orderIds = await ordersOfPerson(ctx.db, subjectOf(subject), pageToken);
    if (orderIds.length > 0) {
      // The kitchen first: as long as an order is not done here, it is asked again.
      await ctx.kitchens.eraseNotes(orderIds);
      await eraseOrders(ctx.db, orderIds, withoutNotes);
    }
    return { nextPageToken: orderIds.length === ERASED_AT_ONCE ? (orderIds.at(-1) ?? '') : '' };
  };
