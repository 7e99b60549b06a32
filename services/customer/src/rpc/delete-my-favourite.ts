import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import {
  DeleteMyFavouriteRequest,
  type DeleteMyFavouriteResponse,
} from '@sippy/proto/customer/v1/favourite_service';
import type { CustomerContext } from '../context.ts';
import { ownProfile } from '../steps/own-profile.ts';
import { deleteFavourite } from '../store/favourites.ts';

/** Removes a favourite of the caller. */
export const deleteMyFavourite =
  (ctx: CustomerContext): Rpc<DeleteMyFavouriteRequest, DeleteMyFavouriteResponse> =>
  async (request, call) => {
    const { customerId } = await ownProfile(ctx, call);
    const key = onceKey(call, request, (r) => DeleteMyFavouriteRequest.encode(r).finish());
    const remove = () => deleteFavourite(ctx.db, key, customerId, request.favouriteId);
    await once(ctx.db, call, key, remove, async () => undefined);
    return {};
  };
