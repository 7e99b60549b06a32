import type { Call, Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { newId } from '@sippy/kit/ids';
import { type OnceKey, onceKey } from '@sippy/kit/once';
import { businessDay } from '@sippy/kit/time';
import { FireMode, OrderChannel } from '@sippy/proto/order/v1/order';
import { PlaceOrderRequest, type PlaceOrderResponse } from '@sippy/proto/order/v1/order_service';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import type { OrderContext } from '../context.ts';
import type { CafeRules } from '../domain/cafe-rules.ts';
import { checkTakenTime, defaultFire, newOrder } from '../domain/new-order.ts';
import type { Order, OrderChannelName } from '../domain/order.ts';
import { priceChanged } from '../domain/refusals.ts';
import { orderMessage } from '../messages/answers.ts';
import { minorOf } from '../messages/money.ts';
import { discountsOf } from '../messages/requests.ts';
import { insertNumbered } from '../steps/insert-numbered.ts';
import { orderOnce } from '../steps/order-once.ts';
import { selectLines } from '../steps/select-lines.ts';
import { checkPriceRights, checkSaidByCustomer } from '../steps/staff-rights.ts';

/** Series of numbers where the client names none. */
const SERIES = { COUNTER: 'A', ONLINE: 'W' } as const satisfies Record<OrderChannelName, string>;

/**
 * Places an order once for a request: what was chosen is checked against the menu and priced, then written with a number.
 * Refuses another price than the guest was shown.
 */
export const placeOrder =
  (ctx: OrderContext): Rpc<PlaceOrderRequest, PlaceOrderResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => PlaceOrderRequest.encode(r).finish());
    const order = await orderOnce(ctx, call, key, () => place(ctx, request, call, key));
    return { order: orderMessage(order) };
  };

async function place(
  ctx: OrderContext,
  request: PlaceOrderRequest,
  call: Call,
  key: OnceKey,
): Promise<Order> {
  const { cafeId } = request;
  checkPriceRights(call, cafeId, request);
  const byStaff = call.can('order.place', cafeId);
  if (!byStaff) {
    checkSaidByCustomer(request);
    await ctx.cafes.checkOpen(cafeId);
  }
  const rules = await ctx.cafes.rulesOf(cafeId);
  const { organisationId } = rules;
  if (request.customerId) await ctx.customers.check(call, { cafeId, organisationId }, request.customerId);
  const menu = await ctx.menus.menuOf(cafeId);
  const now = ctx.clock.now();
  const takenTime = takenTimeOf(request, call, rules, now);
  const channel = nameOf(OrderChannel, request.channel) ?? (byStaff ? 'COUNTER' : 'ONLINE');
  const moment = { at: takenTime, onSaleOnly: request.takenTime === undefined };
  const order = newOrder(
    {
      orderId: request.orderId || newId(),
      kind: nameOf(OrderKind, request.kind) ?? (byStaff ? 'TAKEAWAY' : 'PICKUP'),
      channel,
      fire: nameOf(FireMode, request.fire) ?? defaultFire(channel, rules),
      customerId: request.customerId || null,
      customerName: request.customerName,
      table: request.table,
      note: request.note,
      placedById: call.actor.id,
      lines: selectLines(request.lines, { menu, rules, moment, now }),
      discounts: discountsOf(request.discounts, rules.currency, 'discounts'),
      takenTime,
      businessDay: businessDay(takenTime, rules.timeZone, rules.cutover),
    },
    rules,
    now,
  );
  checkExpected(order, request);
  return insertNumbered(ctx, call, order, request.series || SERIES[channel], key);
}

/** When the guest ordered: now, unless staff say that it was elsewhere. */
function takenTimeOf({ takenTime }: PlaceOrderRequest, call: Call, rules: CafeRules, now: Date): Date {
  if (!takenTime) return now;
  call.authoriseCafe(rules.cafeId, 'order.backdate');
  checkTakenTime(takenTime, rules, now);
  return takenTime;
}

function checkExpected(order: Order, { expectedTotal }: PlaceOrderRequest): void {
  if (!expectedTotal) return;
  const { currency } = order.terms;
  const expected = minorOf(expectedTotal, currency, 'expected_total');
  if (expected !== order.totals.total) throw priceChanged(order.totals.total, expected, currency);
}
