import type { Rpc } from '@sippy/kit/call';
import type { GetCafeRequest, GetCafeResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { opennessAt } from '../domain/opening-hours.ts';
import { getCafe as readCafe } from '../store/cafes.ts';

/** Reads a café, and whether it is open now. */
export const getCafe =
  (ctx: CafeContext): Rpc<GetCafeRequest, GetCafeResponse> =>
  async (request, call) => {
    const cafe = await readCafe(ctx.db, call.scope, request.cafeId);
    return { cafe, openState: opennessAt(cafe.openingHours, cafe.timeZone, ctx.clock.now()) };
  };
