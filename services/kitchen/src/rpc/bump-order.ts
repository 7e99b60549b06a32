import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { BumpOrderRequest, type BumpOrderResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { bumpAll } from '../domain/work.ts';
import { ticketsOfOrder } from '../store/read.ts';
import { workOn } from '../store/work.ts';

/** Bumps all open tickets of an order. */
export const bumpOrder =
  (ctx: KitchenContext): Rpc<BumpOrderRequest, BumpOrderResponse> =>
  async (request, call) => {
    const { cafeId, orderId } = request;
    const key = onceKey(call, request, (r) => BumpOrderRequest.encode(r).finish());
    const now = ctx.clock.now();
    await workOn(ctx.db, call, key, { cafeId, orderId }, (order) => bumpAll(order, now));
    return { tickets: await ticketsOfOrder(ctx.db, call.scope, cafeId, orderId) };
  };
