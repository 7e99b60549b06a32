import type * as proto from '@sippy/proto/order/v1/order';
import { type Discount, due, type Line, type Order, type Reason } from '../domain/order.ts';
import type { PricedCharge, PricedTax, PriceStep } from '../domain/pricing-terms.ts';
import { money } from './money.ts';
import {
  fireMode,
  orderChannel,
  orderKind,
  orderStatus,
  paymentStatus,
  priceRule,
  reasonCode,
} from './names.ts';

/** An order as callers see it. */
export function orderMessage(order: Order): proto.Order {
  const { currency } = order.terms;
  return {
    orderId: order.orderId,
    cafeId: order.cafeId,
    organisationId: order.organisationId,
    version: order.version,
    number: order.number,
    businessDay: order.businessDay,
    status: orderStatus(order.status),
    paymentStatus: paymentStatus(order.paymentStatus),
    kind: orderKind(order.kind),
    channel: orderChannel(order.channel),
    fire: fireMode(order.fire),
    customerId: order.customerId ?? '',
    customerName: order.customerName,
    table: order.table,
    note: order.note,
    placedById: order.placedById,
    lines: order.lines.map((line) => lineMessage(line, currency)),
    discounts: order.discounts.map((discount) => discountMessage(discount, currency)),
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
export function lineMessage(line: Line, currency: string): proto.OrderLine {
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
): proto.OrderTotals {
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

export function taxMessage(tax: PricedTax, currency: string): proto.TaxAmount {
  return {
    taxCategory: tax.category,
    name: tax.name,
    bps: tax.bps,
    included: tax.included,
    netAmount: money(tax.net, currency),
    taxAmount: money(tax.tax, currency),
  };
}

export function chargeMessage(charge: PricedCharge, currency: string): proto.ServiceChargeAmount {
  return {
    name: charge.name,
    bps: charge.bps,
    taxCategory: charge.taxCategory,
    netAmount: money(charge.net, currency),
    taxAmount: money(charge.tax, currency),
    totalAmount: money(charge.total, currency),
  };
}

export function discountMessage(discount: Discount, currency: string): proto.Discount {
  return {
    discountId: discount.id,
    name: discount.name,
    value:
      'bps' in discount.value
        ? { $case: 'bps', value: discount.value.bps }
        : { $case: 'fixed', value: money(discount.value.fixed, currency) },
    reason: reasonMessage(discount.reason),
    amount: money(discount.amount, currency),
  };
}

export function stepMessage(step: PriceStep, currency: string): proto.PriceStep {
  return {
    rule: priceRule(step.rule),
    lineId: step.lineId,
    sourceId: step.sourceId,
    name: step.name,
    base: step.base === undefined ? undefined : money(step.base, currency),
    bps: step.bps ?? 0,
    quantity: step.quantity ?? 0,
    amount: money(step.amount, currency),
  };
}

function overrideMessage(line: Line, currency: string): proto.PriceOverride | undefined {
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

function reasonMessage(reason: Reason | null | undefined): proto.ChangeReason | undefined {
  return reason ? { code: reasonCode(reason.code), note: reason.note } : undefined;
}
