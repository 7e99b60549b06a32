import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { FireCourseRequest, type FireCourseResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { fireCourse as fire } from '../domain/ticket-actions.ts';
import { actOnOrder } from '../steps/act-on-order.ts';
import { ticketsOfOrder } from '../store/tickets.ts';

/** Sends the held lines of an order to the stations, up to a course. */
export const fireCourse =
  (ctx: KitchenContext): Rpc<FireCourseRequest, FireCourseResponse> =>
  async (request, call) => {
    const { cafeId, orderId, course } = request;
    const key = onceKey(call, request, (r) => FireCourseRequest.encode(r).finish());
    await actOnOrder(ctx, call, key, { cafeId, orderId }, (order, time) => fire(order, course, time));
    return { tickets: await ticketsOfOrder(ctx.db, call.scope, cafeId, orderId) };
  };
