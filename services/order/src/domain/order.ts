import type { OrderStatusName } from './order-state.ts';
import type { PaymentStatusName } from './payment-state.ts';
import { priceOrder } from './pricing.ts';
import type {
  DiscountTerms,
  ModifierTerms,
  OrderTerms,
  OverrideTerms,
  PricedCharge,
  PricedTax,
  PricedTotals,
  PriceStep,
  PricingInput,
  TaxTerms,
  VoucherMisfit,
  VoucherTerms,
} from './pricing-terms.ts';

/** How a guest gets the order, which decides on taxes; names of the proto's `OrderKind`. */
export type OrderKindName = 'DINE_IN' | 'TAKEAWAY' | 'PICKUP';

/** Where the order was placed; names of the proto's `OrderChannel`. */
export type OrderChannelName = 'COUNTER' | 'ONLINE';

/** When the kitchen is told of the order; names of the proto's `FireMode`. */
export type FireModeName = 'NOW' | 'WHEN_PAID' | 'LATER';

/** Names of the proto's `ChangeReasonCode`. */
export type ReasonCode =
  | 'GUEST_REQUEST'
  | 'MISTAKE'
  | 'QUALITY'
  | 'LATE'
  | 'OUT_OF_STOCK'
  | 'PROMOTION'
  | 'GOODWILL'
  | 'STAFF'
  | 'PRICE_KEPT'
  | 'DUPLICATE'
  | 'EXPIRED'
  | 'OTHER';

/** Why somebody changed what a guest pays or gets. */
export interface Reason {
  readonly code: ReasonCode;
  readonly note: string;
}

/** Something taken off a line or an order, and what it came to. */
export interface Discount extends DiscountTerms {
  readonly reason: Reason;
  readonly amount: bigint;
}

/** A voucher on an order, and what it came to. */
export interface OrderVoucher extends VoucherTerms {
  readonly amount: bigint;
  /** Missing where it takes something off. */
  readonly misfit: VoucherMisfit | undefined;
}

/** A modifier chosen with a line. */
export interface LineModifier extends ModifierTerms {
  readonly groupId: string;
  /** Modifier it was chosen with; empty where chosen with the product itself. */
  readonly parentId: string;
}

/** A price that somebody set, and why. */
export interface Override {
  readonly terms: OverrideTerms;
  readonly reason: Reason;
}

/** A position of an order, with everything that was copied from the menu and what it comes to. */
export interface Line {
  readonly lineId: string;
  readonly position: number;
  readonly productId: string;
  readonly variantId: string;
  readonly categoryId: string;
  readonly productName: string;
  readonly variantName: string;
  /** Price of the bare variant, when it was copied. */
  readonly variantPrice: bigint;
  readonly modifiers: readonly LineModifier[];
  readonly quantity: number;
  readonly compedQuantity: number;
  readonly voidedQuantity: number;
  readonly note: string;
  readonly course: number;
  readonly needsPreparation: boolean;
  readonly menuVersion: bigint;
  readonly override: Override | undefined;
  readonly discounts: readonly Discount[];
  readonly tax: TaxTerms | undefined;
  readonly compReason: Reason | undefined;
  readonly voidReason: Reason | undefined;
  readonly createTime: Date;
  readonly listPrice: bigint;
  readonly amount: bigint;
  readonly comp: bigint;
  readonly discount: bigint;
  readonly taxBps: number;
  readonly taxIncluded: boolean;
  readonly net: bigint;
  readonly taxAmount: bigint;
  readonly total: bigint;
}

/** An order as it is kept. */
export interface Order {
  readonly orderId: string;
  readonly cafeId: string;
  readonly organisationId: string;
  readonly version: bigint;
  /** Version at which its lines last changed. */
  readonly linesVersion: bigint;
  readonly number: string;
  readonly businessDay: string;
  readonly status: OrderStatusName;
  readonly paymentStatus: PaymentStatusName;
  readonly kind: OrderKindName;
  readonly channel: OrderChannelName;
  readonly fire: FireModeName;
  readonly customerId: string | null;
  readonly customerName: string;
  readonly table: string;
  readonly note: string;
  readonly placedById: string;
  readonly terms: OrderTerms;
  readonly lines: readonly Line[];
  readonly discounts: readonly Discount[];
  readonly vouchers: readonly OrderVoucher[];
  readonly charge: PricedCharge | undefined;
  readonly taxes: readonly PricedTax[];
  readonly totals: PricedTotals;
  /** Taken, authorised and given back, tips not counted, as the payment service last told. */
  readonly paid: bigint;
  readonly authorized: bigint;
  readonly refunded: bigint;
  /** Version of the payment service's word; a newer one replaces it. */
  readonly standingVersion: bigint;
  /** Version of the kitchen's word; a newer one replaces it. */
  readonly kitchenVersion: bigint;
  readonly takenTime: Date;
  readonly createTime: Date;
  readonly updateTime: Date;
  readonly fireTime: Date | null;
  readonly readyTime: Date | null;
  readonly completeTime: Date | null;
  readonly cancelTime: Date | null;
  readonly expireTime: Date | null;
  readonly cancelReason: Reason | null;
  /** Until when payments under way hold lines and prices; null where none does. */
  readonly heldUntil: Date | null;
  /** Payments under way. */
  readonly holdIds: readonly string[];
}

/** What `priced` computes; an order and its lines on their way have none of it yet. */
export type UnpricedLine = Omit<
  Line,
  'listPrice' | 'amount' | 'comp' | 'discount' | 'taxBps' | 'taxIncluded' | 'net' | 'taxAmount' | 'total'
>;

/** What of an order makes its price. */
export type Priceable = Pick<Order, 'terms' | 'kind' | 'discounts' | 'vouchers'> & {
  readonly lines: readonly UnpricedLine[];
};

/** What an order gives to the pricing function. */
function pricingInput(order: Priceable): PricingInput {
  return {
    terms: order.terms,
    dineIn: order.kind === 'DINE_IN',
    discounts: order.discounts,
    vouchers: order.vouchers,
    lines: order.lines.map((line) => ({
      id: line.lineId,
      productId: line.productId,
      categoryId: line.categoryId,
      quantity: line.quantity,
      compedQuantity: line.compedQuantity,
      variant: { id: line.variantId, name: line.variantName || line.productName, price: line.variantPrice },
      modifiers: line.modifiers,
      override: line.override?.terms,
      discounts: line.discounts,
      tax: line.tax,
    })),
  };
}

/** The order with every amount computed anew from what was copied onto it. */
export function priced<T extends Priceable>(
  order: T,
  trace?: PriceStep[],
): Omit<T, 'lines' | 'charge' | 'taxes' | 'totals'> & Pick<Order, 'lines' | 'charge' | 'taxes' | 'totals'> {
  const price = priceOrder(pricingInput(order), trace);
  const lines = order.lines.map((line, i): Line => {
    const of = price.lines[i];
    if (!of) throw new Error('a line was not priced');
    return {
      ...line,
      discounts: line.discounts.map((discount, d) => ({ ...discount, amount: of.discounts[d] ?? 0n })),
      listPrice: of.listPrice,
      amount: of.amount,
      comp: of.comp,
      discount: of.discount,
      taxBps: of.taxBps,
      taxIncluded: of.taxIncluded,
      net: of.net,
      taxAmount: of.tax,
      total: of.total,
    };
  });
  const discounts = order.discounts.map((discount, d) => ({ ...discount, amount: price.discounts[d] ?? 0n }));
  const vouchers = order.vouchers.map((voucher, v) => {
    const of = price.vouchers[v];
    return { ...voucher, amount: of?.amount ?? 0n, misfit: of?.misfit };
  });
  return {
    ...order,
    lines,
    discounts,
    vouchers,
    charge: price.serviceCharge,
    taxes: price.taxes,
    totals: price.totals,
  };
}

/** Money that was taken for the order and not given back. */
export function kept(order: Pick<Order, 'paid' | 'refunded'>): bigint {
  return order.paid - order.refunded;
}

/** What is still to be paid; negative where money is to be given back. A cancelled order owes nothing. */
export function due(order: Pick<Order, 'status' | 'totals' | 'paid' | 'refunded'>): bigint {
  return (order.status === 'CANCELLED' ? 0n : order.totals.total) - kept(order);
}
