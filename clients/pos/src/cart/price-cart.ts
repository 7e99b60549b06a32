/** What a cart costs, by the function that the server prices orders with. */
import {
  type OrderTerms,
  type PricedCharge,
  type PricedTax,
  type PricedTotals,
  type PricedVoucher,
  type PriceStep,
  priceOrder,
} from '@sippy/order/pricing';
import type { MenuIndex } from '@sippy/order/selection';
import type { Cafe } from '@sippy/proto/web/cafe/v1/cafe';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import type { Cart, CartLine } from './cart.ts';
import { discountTerms, knowLine, type LineProblem, rulesOf, type ShownModifier } from './known-line.ts';

export type { LineProblem, ShownModifier } from './known-line.ts';

import { vouchersOf } from './order-vouchers.ts';

/** A line with its names and its price, in minor units. */
export interface PricedCartLine {
  /** The line that this is the price of. */
  readonly line: CartLine;
  readonly lineId: string;
  readonly name: string;
  readonly variantName: string;
  readonly modifiers: readonly ShownModifier[];
  /** One with its modifiers, by the menu. */
  readonly listPrice: bigint;
  /** All, before anything is taken off. */
  readonly amount: bigint;
  /** Taken off in all. */
  readonly discount: bigint;
  /** What the guest pays, before tax that is added to the order. */
  readonly left: bigint;
  readonly total: bigint;
  readonly voidedQuantity: number;
  /** Missing where it can be sold. */
  readonly problem: LineProblem | undefined;
}

/** A voucher of the order, with what it takes off now, in minor units. */
export interface PricedCartVoucher extends PricedVoucher {
  readonly voucherId: string;
  readonly name: string;
}

/** The price of a cart, in minor units. */
export interface PricedCart {
  readonly lines: readonly PricedCartLine[];
  /** Taken off by each discount of the order. */
  readonly discounts: readonly bigint[];
  /** What each voucher of the order comes to. */
  readonly vouchers: readonly PricedCartVoucher[];
  readonly serviceCharge: PricedCharge | undefined;
  readonly taxes: readonly PricedTax[];
  readonly totals: PricedTotals;
  /** What is still to be paid. */
  readonly due: bigint;
  /** Every amount with the rule that made it. */
  readonly trace: readonly PriceStep[];
}

/** Prices a cart as the server will at that moment. A line that is not on the menu any more costs nothing and says so. */
export function priceCart(cart: Cart, index: MenuIndex, cafe: Cafe, at: Date): PricedCart {
  const known = cart.lines.map((line) => knowLine(line, cart, index, cafe, at));
  const vouchers = vouchersOf(cart.order);
  const trace: PriceStep[] = [];
  const price = priceOrder(
    {
      terms: orderTerms(cart, cafe),
      dineIn: cart.kind === OrderKind.DINE_IN,
      lines: known.flatMap(({ terms }) => terms ?? []),
      discounts: cart.discounts.map((discount, i) => discountTerms(discount, `order/${i}`)),
      vouchers,
    },
    trace,
  );
  const priced = new Map(price.lines.map((line) => [line.id, line]));
  const totals = cart.order?.totals;
  const kept = (totals?.paid?.minor ?? 0n) - (totals?.refunded?.minor ?? 0n);
  return {
    lines: known.map(({ line, terms: _, ...shown }) => {
      const of = priced.get(line.lineId);
      return {
        ...shown,
        line,
        lineId: line.lineId,
        listPrice: of?.listPrice ?? 0n,
        amount: of?.amount ?? 0n,
        discount: of?.discount ?? 0n,
        left: (of?.amount ?? 0n) - (of?.discount ?? 0n),
        total: of?.total ?? 0n,
      };
    }),
    discounts: price.discounts,
    vouchers: vouchers.map(({ id, name }, i) => ({
      ...(price.vouchers[i] ?? { amount: 0n }),
      ...{ voucherId: id, name },
    })),
    serviceCharge: price.serviceCharge,
    taxes: price.taxes,
    totals: price.totals,
    due: price.totals.total - kept,
    trace,
  };
}

/** The café's terms; a charge for service that an order has already stays as it was copied onto it. */
function orderTerms(cart: Cart, cafe: Cafe): OrderTerms {
  const { terms, taxOf } = rulesOf(cafe);
  const { order } = cart;
  if (!order || order.kind !== cart.kind) return terms;
  const charge = order.serviceCharge;
  return {
    ...terms,
    serviceCharge: charge && {
      name: charge.name,
      bps: charge.bps,
      dineInOnly: false,
      tax: taxOf(charge.taxCategory),
    },
  };
}
