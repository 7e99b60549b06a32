import type { Call, Rpc } from '@sippy/kit/call';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import { newId } from '@sippy/kit/ids';
import { type OnceKey, onceKey } from '@sippy/kit/once';
import { alreadyExists, invalidField, refuse } from '@sippy/kit/refusal';
import { businessDay } from '@sippy/kit/time';
import { PlaceOrderRequest, type PlaceOrderResponse } from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';
import type { CafeRules } from '../domain/cafe-rules.ts';
import { defaultFire, newOrder, placed } from '../domain/new-order.ts';
import type { Order, OrderChannelName } from '../domain/order.ts';
import { priceChanged, staffOnly } from '../domain/refusals.ts';
import { minorOf } from '../messages/money.ts';
import { fireModeName, orderChannelName, orderKindName } from '../messages/names.ts';
import { orderEvent } from '../messages/order-event.ts';
import { orderMessage } from '../messages/order-message.ts';
import { checkPriceRights, discountsOf, linesOf } from '../messages/requests.ts';
import { insertOrder } from '../store/save-order.ts';
import { orderOnce } from './order-once.ts';

/** How far in the future a till's clock may be. */
const CLOCK_SLACK_MS = 120_000;
/** Series of numbers where the client names none. */
const SERIES = { COUNTER: 'A', ONLINE: 'W' } as const satisfies Record<OrderChannelName, string>;

/** Places an order. */
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
  if (!/^[A-Z]{0,3}$/.test(request.series))
    throw invalidField('series', 'must be one to three capital letters');
  checkPriceRights(call, cafeId, request);
  const byStaff = call.can('order.place', cafeId);
  if (!byStaff) {
    checkCustomer(request);
    await ctx.cafes.checkOpen(cafeId);
  }
  const rules = await ctx.cafes.rulesOf(cafeId);
  if (request.customerId) await ctx.customers.check(call, rules.organisationId, request.customerId);
  const menu = await ctx.menus.menuOf(cafeId);
  const now = ctx.clock.now();
  const takenTime = request.takenTime ? takenElsewhere(request.takenTime, call, rules, now) : now;
  const channel = orderChannelName(request.channel) ?? (byStaff ? 'COUNTER' : 'ONLINE');
  const moment = { at: takenTime, onSaleOnly: request.takenTime === undefined };
  const order = newOrder(
    {
      orderId: request.orderId || newId(),
      kind: orderKindName(request.kind) ?? (byStaff ? 'TAKEAWAY' : 'PICKUP'),
      channel,
      fire: fireModeName(request.fire) ?? defaultFire(channel, rules),
      customerId: request.customerId || null,
      customerName: request.customerName,
      table: request.table,
      note: request.note,
      placedById: call.actor.id,
      lines: linesOf(request.lines, { menu, rules, moment, now }),
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

/** A number that is taken (a restored database may have given it out before) is skipped. */
async function insertNumbered(
  ctx: OrderContext,
  call: Call,
  unnumbered: Order,
  series: string,
  key: OnceKey,
): Promise<Order> {
  const { cafeId, organisationId, businessDay: day } = unnumbered;
  for (;;) {
    const number = await ctx.numbers.next({ cafeId, organisationId, businessDay: day, series });
    const order = { ...unnumbered, number };
    try {
      await insertOrder(ctx.db, order, ctx.events.draft(call, orderEvent(placed(order))), key);
      return order;
    } catch (error) {
      if (isUniqueViolation(error, 'order_pkey')) throw alreadyExists('order', order.orderId);
      if (!isUniqueViolation(error, 'order_number')) throw error;
    }
  }
}

/** What customers cannot say about their own orders. */
function checkCustomer(request: PlaceOrderRequest): void {
  const { channel, fire, series, takenTime } = request;
  if (orderChannelName(channel) === 'COUNTER') throw staffOnly('order at the counter', 'channel');
  const mode = fireModeName(fire);
  if (mode !== undefined && mode !== 'WHEN_PAID')
    throw staffOnly('send an unpaid order to the kitchen', 'fire');
  if (series !== '') throw staffOnly('choose a series of numbers', 'series');
  if (takenTime) throw staffOnly('date an order', 'taken_time');
}

function takenElsewhere(time: Date, call: Call, rules: CafeRules, now: Date): Date {
  call.authoriseCafe(rules.cafeId, 'order.backdate');
  const bounds =
    time < rules.tradingSince
      ? `the café trades since ${rules.tradingSince.toISOString()}`
      : time.getTime() > now.getTime() + CLOCK_SLACK_MS
        ? 'must not lie in the future'
        : undefined;
  if (bounds) {
    throw refuse('INVALID_ARGUMENT', 'TAKEN_TIME_OUT_OF_BOUNDS', `taken_time: ${bounds}`, {
      fields: [{ field: 'taken_time', description: bounds }],
    });
  }
  return time;
}

function checkExpected(order: Order, { expectedTotal }: PlaceOrderRequest): void {
  if (!expectedTotal) return;
  const { currency } = order.terms;
  const expected = minorOf(expectedTotal, currency, 'expected_total');
  if (expected !== order.totals.total) throw priceChanged(order.totals.total, expected, currency);
}
