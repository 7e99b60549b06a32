import type { Rpc } from '@sippy/kit/call';
import {
  OverrideLinePriceRequest,
  type OverrideLinePriceResponse,
} from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { overridePrice } from '../domain/line-edits.ts';
import { orderMessage } from '../messages/answers.ts';
import { overrideOf } from '../messages/requests.ts';
import { editOnce } from '../steps/edit-once.ts';

/** Sets a line's price, or takes back the one that was set. */
export const overrideLinePrice =
  (ctx: OrderContext): Rpc<OverrideLinePriceRequest, OverrideLinePriceResponse> =>
  async (request, call) => {
    const { lineId } = request;
    const order = await editOnce(ctx, call, request, OverrideLinePriceRequest, (current, now) => {
      const quantity = current.lines.find((line) => line.lineId === lineId)?.quantity ?? 1;
      const { currency } = current.terms;
      const given = request.priceOverride;
      return overridePrice(
        current,
        lineId,
        given && overrideOf(given, Math.max(quantity, 1), currency, 'price_override'),
        now,
      );
    });
    return { order: orderMessage(order) };
  };
