import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { onceKey } from '@sippy/kit/once';
import { CreateCafeRequest, type CreateCafeResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { newSettings } from '../domain/settings.ts';
import { slugsFor } from '../domain/slug.ts';
import { createCafe as writeCafe } from '../store/cafes.ts';

/** Creates a café of an organisation. */
export const createCafe =
  (ctx: CafeContext): Rpc<CreateCafeRequest, CreateCafeResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => CreateCafeRequest.encode(r).finish());
    const cafeId = request.cafeId || newId();
    const cafe = await writeCafe(ctx.db, call, key, {
      cafeId,
      organisationId: request.organisationId,
      slugs: request.slug ? [request.slug] : slugsFor(request.name, cafeId),
      settings: newSettings(request, ctx.clock.now()),
    });
    return { cafe };
  };
