import type { Rpc } from '@sippy/kit/call';
import { serviceScope } from '@sippy/kit/scope';
import type {
  FindStorefrontRequest,
  FindStorefrontResponse,
  GetStorefrontRequest,
  GetStorefrontResponse,
} from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { storefrontOf } from '../domain/storefront.ts';
import { getCafe, getCafeBySlug } from '../store/cafes.ts';

/** Reads what guests may know about a café. */
export const getStorefront =
  (ctx: CafeContext): Rpc<GetStorefrontRequest, GetStorefrontResponse> =>
  async (request) => ({
    storefront: storefrontOf(await getCafe(ctx.db, serviceScope, request.cafeId), ctx.clock.now()),
  });

/** Finds the café with a slug. */
export const findStorefront =
  (ctx: CafeContext): Rpc<FindStorefrontRequest, FindStorefrontResponse> =>
  async (request) => ({
    storefront: storefrontOf(await getCafeBySlug(ctx.db, request.slug), ctx.clock.now()),
  });
