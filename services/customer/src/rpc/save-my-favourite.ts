import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import {
  SaveMyFavouriteRequest,
  type SaveMyFavouriteResponse,
} from '@sippy/proto/customer/v1/favourite_service';
import type { CustomerContext } from '../context.ts';
import { readName } from '../domain/contact.ts';
import { favouriteMessage } from '../messages/answers.ts';
import { ownProfile } from '../steps/own-profile.ts';
import { saveFavourite } from '../store/favourites.ts';

/** Keeps a favourite of the caller. */
export const saveMyFavourite =
  (ctx: CustomerContext): Rpc<SaveMyFavouriteRequest, SaveMyFavouriteResponse> =>
  async (request, call) => {
    const { favouriteId, organisationId, cafeId, productId, variantId, modifiers } = request;
    const { customerId } = await ownProfile(ctx, call);
    const favourite = {
      ...{ favouriteId, customerId, organisationId, cafeId: cafeId || null, productId },
      name: readName(request.name, 'name'),
      variantId: variantId || null,
      modifiers: modifiers.map(({ modifierId, quantity, parentModifierId }) => ({
        ...{ modifierId, quantity: quantity || 1, parentModifierId },
      })),
      updateTime: ctx.clock.now(),
    };
    const key = onceKey(call, request, (r) => SaveMyFavouriteRequest.encode(r).finish());
    await once(
      ctx.db,
      call,
      key,
      () => saveFavourite(ctx.db, key, favourite),
      async () => undefined,
    );
    return { favourite: favouriteMessage(favourite) };
  };
