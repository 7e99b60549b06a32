import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { BumpOrderRequest, type BumpOrderResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { bumpAll } from '../domain/ticket-actions.ts';
import { actOnOrder } from '../steps/act-on-order.ts';
import { ticketsOfOrder } from '../store/tickets.ts';

/** Bumps all open tickets of an order. */
export const bumpOrder =
  (ctx: KitchenContext): Rpc<BumpOrderRequest, BumpOrderResponse> =>
  async (request, call) => {
    const { cafeId, orderId } = request;
    const key = onceKey(call, request, (r) => BumpOrderRequest.encode(r).finish());
    await actOnOrder(ctx, call, key, { cafeId, orderId }, bumpAll);
    return { tickets: await ticketsOfOrder(ctx.db, call.scope, cafeId, orderId) };
  };
