import type { Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { isUuid } from '@sippy/kit/ids';
import { invalidField } from '@sippy/kit/refusal';
import { UpdateOrderRequest, type UpdateOrderResponse } from '@sippy/proto/order/v1/order_service';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import type { OrderContext } from '../context.ts';
import { changeDetails, checkVersion } from '../domain/details.ts';
import { orderMessage } from '../messages/answers.ts';
import { discountsOf } from '../messages/requests.ts';
import { editOnce } from '../steps/edit-once.ts';
import { checkStaffRight } from '../steps/staff-rights.ts';

/** Changes an order as a whole. */
export const updateOrder =
  (ctx: OrderContext): Rpc<UpdateOrderRequest, UpdateOrderResponse> =>
  async (request, call) => {
    const { customerId, customerName, table, note, discounts } = request;
    if (customerId && !isUuid(customerId)) throw invalidField('customer_id', 'must be a UUID in lower case');
    const order = await editOnce(ctx, call, request, UpdateOrderRequest, async (current, now) => {
      if (discounts) checkStaffRight(call, current.cafeId, 'order.discount', 'give a discount', 'discounts');
      checkVersion(current, request.version);
      if (customerId && customerId !== current.customerId)
        await ctx.customers.check(call, current, customerId);
      const changes = {
        kind: nameOf(OrderKind, request.kind),
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
