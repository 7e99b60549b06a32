import type { Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import type { QuoteOrderRequest, QuoteOrderResponse } from '@sippy/proto/order/v1/order_service';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import type { OrderContext } from '../context.ts';
import { priced } from '../domain/order.ts';
import type { PriceStep } from '../domain/pricing-terms.ts';
import { checkSize } from '../domain/refusals.ts';
import {
  chargeMessage,
  lineMessage,
  stepMessage,
  takenOffMessages,
  taxMessage,
  totalsMessage,
} from '../messages/answers.ts';
import { discountsOf } from '../messages/requests.ts';
import { selectLines } from '../steps/select-lines.ts';
import { checkPriceRights } from '../steps/staff-rights.ts';
import { vouchersFor } from '../steps/vouchers-for.ts';

/** Computes what an order would cost, and why. */
export const quoteOrder =
  (ctx: OrderContext): Rpc<QuoteOrderRequest, QuoteOrderResponse> =>
  async (request, call) => {
    const { cafeId } = request;
    checkPriceRights(call, cafeId, request);
    const rules = await ctx.cafes.rulesOf(cafeId);
    const menu = await ctx.menus.menuOf(cafeId);
    const vouchers = await vouchersFor(ctx, call, request, rules.currency);
    const now = ctx.clock.now();
    const moment = { at: now, onSaleOnly: true };
    const trace: PriceStep[] = [];
    const { terms } = rules;
    const order = priced(
      {
        terms,
        kind: nameOf(OrderKind, request.kind) ?? 'TAKEAWAY',
        lines: selectLines(request.lines, { menu, rules, moment, now }),
        discounts: discountsOf(request.discounts, rules.currency, 'discounts'),
        vouchers,
      },
      trace,
    );
    checkSize(order);
    const { currency } = terms;
    return {
      lines: order.lines.map((line) => lineMessage(line, currency)),
      discounts: takenOffMessages(order, currency),
      serviceCharge: order.charge && chargeMessage(order.charge, currency),
      taxes: order.taxes.map((tax) => taxMessage(tax, currency)),
      totals: totalsMessage({ ...order, status: 'CREATED', paid: 0n, refunded: 0n }),
      trace: trace.map((step) => stepMessage(step, currency)),
      menuVersion: menu.menu.version,
    };
  };
