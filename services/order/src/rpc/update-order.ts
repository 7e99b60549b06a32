import type { Rpc } from '@sippy/kit/call';
import { isUuid } from '@sippy/kit/ids';
import { invalidField } from '@sippy/kit/refusal';
import { UpdateOrderRequest, type UpdateOrderResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import { changeDetails, checkVersion } from '../domain/details.ts';
import { orderKindName } from '../messages/names.ts';
import { orderMessage } from '../messages/order-message.ts';
import { discountsOf, need } from '../messages/requests.ts';
import { editOrder } from './edit-order.ts';

/** Changes an order as a whole. */
export const updateOrder =
  (ctx: OrderContext): Rpc<UpdateOrderRequest, UpdateOrderResponse> =>
  async (request, call) => {
    const { customerId, customerName, table, note, discounts } = request;
    if (customerId && !isUuid(customerId)) throw invalidField('customer_id', 'must be a UUID in lower case');
    const order = await editOrder(ctx, call, request, UpdateOrderRequest, async (current, now) => {
      if (discounts) need(call, current.cafeId, 'order.discount', 'give a discount', 'discounts');
      checkVersion(current, request.version);
      if (customerId && customerId !== current.customerId)
        await ctx.customers.check(call, current.organisationId, customerId);
      const changes = {
        kind: orderKindName(request.kind),
        customerId: customerId === undefined ? undefined : customerId || null,
        customerName,
        table,
        note,
        discounts:
          discounts && discountsOf(discounts.discounts, current.terms.currency, 'discounts.discounts'),
      };
      return changeDetails(current, changes, now);
    });
    return { order: orderMessage(order) };
  };
