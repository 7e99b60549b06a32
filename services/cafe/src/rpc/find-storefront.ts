import type { Rpc } from '@sippy/kit/call';
import type { FindStorefrontRequest, FindStorefrontResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { storefrontOf } from '../messages/storefront.ts';
import { getCafeBySlug } from '../store/cafes.ts';

/** Finds the café with a slug. */
export const findStorefront =
  (ctx: CafeContext): Rpc<FindStorefrontRequest, FindStorefrontResponse> =>
  async (request) => ({
    storefront: storefrontOf(await getCafeBySlug(ctx.db, request.slug), ctx.clock.now()),
  });
