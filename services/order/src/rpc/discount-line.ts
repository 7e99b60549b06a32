import type { Rpc } from '@sippy/kit/call';
import { DiscountLineRequest, type DiscountLineResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { discountLine as discount } from '../domain/line-edits.ts';
import { orderMessage } from '../messages/answers.ts';
import { discountsOf } from '../messages/requests.ts';
import { editOnce } from '../steps/edit-once.ts';

/** Replaces the discounts on a line. */
export const discountLine =
  (ctx: OrderContext): Rpc<DiscountLineRequest, DiscountLineResponse> =>
  async (request, call) => {
    const { lineId } = request;
    const order = await editOnce(ctx, call, request, DiscountLineRequest, (current, now) =>
      discount(current, lineId, discountsOf(request.discounts, current.terms.currency, 'discounts'), now),
    );
    return { order: orderMessage(order) };
  };
