import type { Rpc } from '@sippy/kit/call';
import { serviceScope } from '@sippy/kit/scope';
import type { GetStorefrontRequest, GetStorefrontResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { storefrontOf } from '../messages/storefront.ts';
import { getCafe } from '../store/cafes.ts';

/** Reads what guests may know about a café. */
export const getStorefront =
  (ctx: CafeContext): Rpc<GetStorefrontRequest, GetStorefrontResponse> =>
  async (request) => ({
    storefront: storefrontOf(await getCafe(ctx.db, serviceScope, request.cafeId), ctx.clock.now()),
  });
