import type { Rounding } from './money.ts';

/** The tax of a category, as it was when it was copied onto a line or an order. */
export interface TaxTerms {
  readonly category: string;
  /** Name shown on receipts. */
  readonly name: string;
  /** Rate in basis points. */
  readonly bps: number;
  /** Rate for orders that are not eaten in; the same one if left out. */
  readonly takenAwayBps?: number | undefined;
  /** Prices contain the tax. */
  readonly included: boolean;
}

/** A charge for service, in proportion to the lines after discounts. */
export interface ServiceChargeTerms {
  readonly name: string;
  readonly bps: number;
  /** Only orders that are eaten in are charged. */
  readonly dineInOnly: boolean;
  /** Tax on the charge; it is added untaxed if left out. */
  readonly tax?: TaxTerms | undefined;
}

/** What a café lays down for a whole order; copied onto each order, so that later settings never change it. */
export interface OrderTerms {
  readonly currency: string;
  /** Tax is computed and rounded per line, or on the sum of each kind of tax. */
  readonly taxLevel: 'LINE' | 'ORDER';
  readonly taxRounding: Rounding;
  readonly serviceCharge?: ServiceChargeTerms | undefined;
}

/** A share or a fixed amount that is taken off. */
export interface DiscountTerms {
  readonly id: string;
  readonly name: string;
  readonly value: { readonly bps: number } | { readonly fixed: bigint };
}

/** Ones that are free of charge, among lines that match: all do where neither products nor categories are named. */
export interface FreeItems {
  /** How many are free. */
  readonly free: number;
  /** How many others that match must be bought with them; 0 for none. */
  readonly buy: number;
  readonly productIds: readonly string[];
  readonly categoryIds: readonly string[];
}

/** A voucher on an order. */
export interface VoucherTerms {
  readonly id: string;
  readonly name: string;
  readonly value: { readonly bps: number } | { readonly fixed: bigint } | FreeItems;
  /** What the lines must cost after discounts, before any voucher. */
  readonly minimum: bigint;
  /** Counts only where nothing else is taken off but what is free by the line; else it goes with any other that does. */
  readonly alone: boolean;
}

/** Why a voucher takes off nothing now; names of the proto's `VoucherMisfit`. */
export type VoucherMisfit = 'BELOW_MINIMUM' | 'NO_MATCHING_ITEM' | 'NOT_COMBINABLE' | 'NOTHING_LEFT';

/** A price that somebody set: for one, or for the whole line at the quantity it had then. */
export type OverrideTerms =
  | { readonly unitPrice: bigint }
  | { readonly amount: bigint; readonly atQuantity: number };

/** A modifier chosen with a line; `quantity` of it with each one of the line. */
export interface ModifierTerms {
  readonly id: string;
  readonly name: string;
  readonly price: bigint;
  readonly quantity: number;
}

/** What makes the price of a line. */
export interface LineTerms {
  readonly id: string;
  readonly productId: string;
  readonly categoryId: string;
  readonly quantity: number;
  /** How many of them are free of charge; at most `quantity`. */
  readonly compedQuantity: number;
  readonly variant: { readonly id: string; readonly name: string; readonly price: bigint };
  readonly modifiers: readonly ModifierTerms[];
  readonly override?: OverrideTerms | undefined;
  readonly discounts: readonly DiscountTerms[];
  readonly tax?: TaxTerms | undefined;
}

/** Everything that makes the price of an order. */
export interface PricingInput {
  readonly terms: OrderTerms;
  /** It is eaten in. */
  readonly dineIn: boolean;
  readonly lines: readonly LineTerms[];
  readonly discounts: readonly DiscountTerms[];
  readonly vouchers: readonly VoucherTerms[];
}

/** What a voucher takes off, in minor units. */
export interface PricedVoucher {
  readonly amount: bigint;
  /** Missing where it takes something off. */
  readonly misfit?: VoucherMisfit | undefined;
}

/** The price of a line, in minor units. */
export interface PricedLine {
  readonly id: string;
  /** One with its modifiers, by the menu. */
  readonly listPrice: bigint;
  /** All, before anything is taken off. */
  readonly amount: bigint;
  /** Taken off for free ones. */
  readonly comp: bigint;
  /** Taken off by each of the line's own discounts. */
  readonly discounts: readonly bigint[];
  /** Taken off in all: free ones, own discounts and the share of the order's and of vouchers. */
  readonly discount: bigint;
  readonly taxBps: number;
  readonly taxIncluded: boolean;
  readonly net: bigint;
  readonly tax: bigint;
  /** What the guest pays: `net + tax`. */
  readonly total: bigint;
}

/** The charge for service, in minor units. */
export interface PricedCharge {
  readonly name: string;
  readonly bps: number;
  readonly taxCategory: string;
  readonly net: bigint;
  readonly tax: bigint;
  readonly total: bigint;
}

/** The tax of one kind, in minor units. */
export interface PricedTax {
  readonly category: string;
  readonly name: string;
  readonly bps: number;
  readonly included: boolean;
  readonly net: bigint;
  readonly tax: bigint;
}

/** The sums of an order, in minor units. */
export interface PricedTotals {
  /** Lines before anything is taken off. */
  readonly subtotal: bigint;
  /** Taken off. */
  readonly discount: bigint;
  /** Charge for service with its tax. */
  readonly serviceCharge: bigint;
  readonly taxIncluded: bigint;
  readonly taxAdded: bigint;
  /** What the guest pays: the lines' totals and the charge's. */
  readonly total: bigint;
}

/** The price of an order. */
export interface PricedOrder {
  readonly lines: readonly PricedLine[];
  /** Taken off by each of the order's discounts. */
  readonly discounts: readonly bigint[];
  /** What each of the vouchers comes to. */
  readonly vouchers: readonly PricedVoucher[];
  readonly serviceCharge?: PricedCharge | undefined;
  readonly taxes: readonly PricedTax[];
  readonly totals: PricedTotals;
}

/** Which rule made an amount; the names of the proto's `PriceRule`. */
export type PriceRuleName =
  | 'VARIANT_PRICE'
  | 'MODIFIER_PRICE'
  | 'UNIT_PRICE_OVERRIDE'
  | 'AMOUNT_OVERRIDE'
  | 'LINE_AMOUNT'
  | 'LINE_DISCOUNT'
  | 'COMP'
  | 'ORDER_DISCOUNT'
  | 'ORDER_DISCOUNT_SHARE'
  | 'VOUCHER'
  | 'VOUCHER_SHARE'
  | 'SERVICE_CHARGE'
  | 'TAX_INCLUDED'
  | 'TAX_ADDED'
  | 'TAX_SHARE'
  | 'LINE_TOTAL'
  | 'ORDER_TOTAL';

/** One amount and how it came about. */
export interface PriceStep {
  readonly rule: PriceRuleName;
  /** Empty where the amount belongs to the order. */
  readonly lineId: string;
  /** Variant, modifier, discount, voucher or tax category. */
  readonly sourceId: string;
  readonly name: string;
  /** What the rule was applied to. */
  readonly base?: bigint;
  readonly bps?: number;
  readonly quantity?: number;
  /** Negative where it is taken off. */
  readonly amount: bigint;
}
