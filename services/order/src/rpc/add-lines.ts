import type { Rpc } from '@sippy/kit/call';
import { AddLinesRequest, type AddLinesResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { checkEditable } from '../domain/change.ts';
import { addLines as add } from '../domain/line-edits.ts';
import { orderMessage } from '../messages/answers.ts';
import { editOnce } from '../steps/edit-once.ts';
import { selectLines } from '../steps/select-lines.ts';
import { checkPriceRights } from '../steps/staff-rights.ts';

/** Adds lines to an order, at the prices of now. */
export const addLines =
  (ctx: OrderContext): Rpc<AddLinesRequest, AddLinesResponse> =>
  async (request, call) => {
    const order = await editOnce(ctx, call, request, AddLinesRequest, async (current, now) => {
      checkPriceRights(call, current.cafeId, request);
      checkEditable(current, now);
      const rules = await ctx.cafes.rulesOf(current.cafeId);
      const menu = await ctx.menus.menuOf(current.cafeId);
      const moment = { at: now, onSaleOnly: true };
      return add(current, selectLines(request.lines, { menu, rules, moment, now }), now);
    });
    return { order: orderMessage(order) };
  };
