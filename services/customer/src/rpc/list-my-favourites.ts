import type { Rpc } from '@sippy/kit/call';
import { customerScope } from '@sippy/kit/scope';
import type {
  ListMyFavouritesRequest,
  ListMyFavouritesResponse,
} from '@sippy/proto/customer/v1/favourite_service';
import type { CustomerContext } from '../context.ts';
import { favouriteMessage } from '../messages/answers.ts';
import { ownId } from '../steps/own-id.ts';
import { listFavourites } from '../store/favourites.ts';

/** Lists the caller's favourites. */
export const listMyFavourites =
  (ctx: CustomerContext): Rpc<ListMyFavouritesRequest, ListMyFavouritesResponse> =>
  async ({ organisationId }, call) => {
    const customerId = ownId(call);
    const rows = await listFavourites(ctx.db, customerScope(customerId), customerId, organisationId || null);
    return { favourites: rows.map(favouriteMessage) };
  };
