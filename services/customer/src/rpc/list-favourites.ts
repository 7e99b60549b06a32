import type { Rpc } from '@sippy/kit/call';
import { organisationScope } from '@sippy/kit/scope';
import type {
  ListFavouritesRequest,
  ListFavouritesResponse,
} from '@sippy/proto/customer/v1/favourite_service';
import type { CustomerContext } from '../context.ts';
import { favouriteMessage } from '../messages/answers.ts';
import { getCustomer } from '../store/customers.ts';
import { listFavourites as readFavourites } from '../store/favourites.ts';

/** Lists what a customer keeps with an organisation. */
export const listFavourites =
  (ctx: CustomerContext): Rpc<ListFavouritesRequest, ListFavouritesResponse> =>
  async ({ organisationId, customerId: asked }) => {
    const { customerId } = await getCustomer(ctx.db, organisationId, asked);
    const rows = await readFavourites(ctx.db, organisationScope(organisationId), customerId, organisationId);
    return { favourites: rows.map(favouriteMessage) };
  };
