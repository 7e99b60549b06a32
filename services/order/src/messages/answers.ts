import {
  type ChangeReason,
  ChangeReasonCode,
  type Discount as DiscountMessage,
  FireMode,
  OrderChannel,
  type OrderLine,
  type Order as OrderMessage,
  OrderStatus,
  type OrderTotals,
  PaymentStatus,
  type PriceOverride,
  PriceRule,
  type ServiceChargeAmount,
  type PriceStep as StepMessage,
  type TaxAmount,
  VoucherMisfit,
} from '@sippy/proto/order/v1/order';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import { type Discount, due, type Line, type Order, type Reason } from '../domain/order.ts';
import type { PricedCharge, PricedTax, PriceStep } from '../domain/pricing-terms.ts';
import { money } from './money.ts';
import { voucherMessage } from './vouchers.ts';

/** An order as callers see it. */
export function orderMessage(order: Order): OrderMessage {
  const { currency } = order.terms;
  return {
    orderId: order.orderId,
    cafeId: order.cafeId,
    organisationId: order.organisationId,
    version: order.version,
    number: order.number,
    businessDay: order.businessDay,
    status: OrderStatus[order.status],
    paymentStatus: PaymentStatus[order.paymentStatus],
    kind: OrderKind[order.kind],
    channel: OrderChannel[order.channel],
    fire: FireMode[order.fire],
    customerId: order.customerId ?? '',
    customerName: order.customerName,
    table: order.table,
    note: order.note,
    placedById: order.placedById,
    lines: order.lines.map((line) => lineMessage(line, currency)),
    discounts: takenOffMessages(order, currency),
    serviceCharge: order.charge && chargeMessage(order.charge, currency),
    taxes: order.taxes.map((tax) => taxMessage(tax, currency)),
    totals: totalsMessage(order),
    takenTime: order.takenTime,
    createTime: order.createTime,
    updateTime: order.updateTime,
    fireTime: order.fireTime ?? undefined,
    readyTime: order.readyTime ?? undefined,
    completeTime: order.completeTime ?? undefined,
    cancelTime: order.cancelTime ?? undefined,
    expireTime: order.expireTime ?? undefined,
    cancelReason: reasonMessage(order.cancelReason),
  };
}

/** A line as callers see it. */
export function lineMessage(line: Line, currency: string): OrderLine {
  return {
    lineId: line.lineId,
    productId: line.productId,
    variantId: line.variantId,
    categoryId: line.categoryId,
    productName: line.productName,
    variantName: line.variantName,
    modifiers: line.modifiers.map((modifier) => ({
      modifierId: modifier.id,
      modifierGroupId: modifier.groupId,
      name: modifier.name,
      quantity: modifier.quantity,
      price: money(modifier.price, currency),
      parentModifierId: modifier.parentId,
    })),
    quantity: line.quantity,
    compedQuantity: line.compedQuantity,
    voidedQuantity: line.voidedQuantity,
    note: line.note,
    course: line.course,
    needsPreparation: line.needsPreparation,
    menuVersion: line.menuVersion,
    listPrice: money(line.listPrice, currency),
    priceOverride: overrideMessage(line, currency),
    amount: money(line.amount, currency),
    discounts: line.discounts.map((discount) => discountMessage(discount, currency)),
    compAmount: money(line.comp, currency),
    discountAmount: money(line.discount, currency),
    taxCategory: line.tax?.category ?? '',
    taxBps: line.taxBps,
    taxIncluded: line.taxIncluded,
    netAmount: money(line.net, currency),
    taxAmount: money(line.taxAmount, currency),
    totalAmount: money(line.total, currency),
    compReason: reasonMessage(line.compReason),
    voidReason: reasonMessage(line.voidReason),
    createTime: line.createTime,
  };
}

/** What the amounts of an order add up to. */
export function totalsMessage(
  order: Pick<Order, 'status' | 'totals' | 'paid' | 'refunded' | 'terms'>,
): OrderTotals {
  const { currency } = order.terms;
  const { totals } = order;
  return {
    subtotal: money(totals.subtotal, currency),
    discount: money(totals.discount, currency),
    serviceCharge: money(totals.serviceCharge, currency),
    taxIncluded: money(totals.taxIncluded, currency),
    taxAdded: money(totals.taxAdded, currency),
    total: money(totals.total, currency),
    paid: money(order.paid, currency),
    refunded: money(order.refunded, currency),
    due: money(due(order), currency),
  };
}

/** The tax of one kind over a whole order. */
export function taxMessage(tax: PricedTax, currency: string): TaxAmount {
  return {
    taxCategory: tax.category,
    name: tax.name,
    bps: tax.bps,
    included: tax.included,
    netAmount: money(tax.net, currency),
    taxAmount: money(tax.tax, currency),
  };
}

/** The charge for service with its own tax. */
export function chargeMessage(charge: PricedCharge, currency: string): ServiceChargeAmount {
  return {
    name: charge.name,
    bps: charge.bps,
    taxCategory: charge.taxCategory,
    netAmount: money(charge.net, currency),
    taxAmount: money(charge.tax, currency),
    totalAmount: money(charge.total, currency),
  };
}

/** What is taken off an order as a whole: discounts of the staff, then vouchers. */
export function takenOffMessages(
  { discounts, vouchers }: Pick<Order, 'discounts' | 'vouchers'>,
  currency: string,
): DiscountMessage[] {
  return [
    ...discounts.map((discount) => discountMessage(discount, currency)),
    ...vouchers.map((voucher) => voucherMessage(voucher, currency)),
  ];
}

/** A discount with what it came to. */
function discountMessage(discount: Discount, currency: string): DiscountMessage {
  return {
    discountId: discount.id,
    name: discount.name,
    value:
      'bps' in discount.value
        ? { $case: 'bps', value: discount.value.bps }
        : { $case: 'fixed', value: money(discount.value.fixed, currency) },
    reason: reasonMessage(discount.reason),
    amount: money(discount.amount, currency),
    voucher: undefined,
    misfit: VoucherMisfit.UNSPECIFIED,
  };
}

/** One amount of a price and how it came about. */
export function stepMessage(step: PriceStep, currency: string): StepMessage {
  return {
    rule: PriceRule[step.rule],
    lineId: step.lineId,
    sourceId: step.sourceId,
    name: step.name,
    base: step.base === undefined ? undefined : money(step.base, currency),
    bps: step.bps ?? 0,
    quantity: step.quantity ?? 0,
    amount: money(step.amount, currency),
  };
}

function overrideMessage(line: Line, currency: string): PriceOverride | undefined {
  if (!line.override) return undefined;
  const { terms, reason } = line.override;
  return {
    price:
      'unitPrice' in terms
        ? { $case: 'unitPrice', value: money(terms.unitPrice, currency) }
        : { $case: 'amount', value: money(terms.amount, currency) },
    reason: reasonMessage(reason),
  };
}

function reasonMessage(reason: Reason | null | undefined): ChangeReason | undefined {
  return reason ? { code: ChangeReasonCode[reason.code], note: reason.note } : undefined;
}
