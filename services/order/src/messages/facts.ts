import type { NewEvent } from '@sippy/kit/events';
import { ChangeReasonCode, OrderChannel, OrderStatus, PaymentStatus } from '@sippy/proto/order/v1/order';
import {
  ChangeKind,
  type LineState,
  OrderCancelled,
  type OrderChange,
  OrderCompleted,
  OrderCreated,
  type OrderState,
  OrderStatusChanged,
  OrderUpdated,
} from '@sippy/proto/order/v1/order_event';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import type { Change, Changed, Fact } from '../domain/change.ts';
import { kept, type Line, type Order } from '../domain/order.ts';
import { taxMessage, totalsMessage } from './answers.ts';
import { money } from './money.ts';

/** The event that tells of a change. It carries the order as it is now, and nothing personal. */
export function orderEvent({ order, fact }: Pick<Changed, 'order' | 'fact'>): NewEvent {
  return {
    type: fact.type,
    aggregate: { type: 'order', id: order.orderId, version: order.version },
    organisationId: order.organisationId,
    cafeId: order.cafeId,
    time: order.updateTime,
    payload: payloadOf(order, fact),
  };
}

function payloadOf(order: Order, fact: Fact): Uint8Array {
  const state = orderState(order);
  switch (fact.type) {
    case 'order.created':
      return OrderCreated.encode({ order: state }).finish();
    case 'order.updated': {
      const changes = fact.changes.map((change) => changeMessage(change, order.terms.currency));
      return OrderUpdated.encode({ order: state, changes }).finish();
    }
    case 'order.status_changed':
      return OrderStatusChanged.encode({ order: state, fromStatus: OrderStatus[fact.from] }).finish();
    case 'order.completed':
      return OrderCompleted.encode({ order: state, fromStatus: OrderStatus[fact.from] }).finish();
    case 'order.cancelled':
      return OrderCancelled.encode({
        order: state,
        fromStatus: OrderStatus[fact.from],
        reason: ChangeReasonCode[fact.reason.code],
        refundDue: money(kept(order), order.terms.currency),
      }).finish();
  }
}

/** The order as events carry it. */
function orderState(order: Order): OrderState {
  const { currency } = order.terms;
  return {
    orderId: order.orderId,
    cafeId: order.cafeId,
    organisationId: order.organisationId,
    version: order.version,
    linesVersion: order.linesVersion,
    number: order.number,
    businessDay: order.businessDay,
    status: OrderStatus[order.status],
    paymentStatus: PaymentStatus[order.paymentStatus],
    kind: OrderKind[order.kind],
    channel: OrderChannel[order.channel],
    customerId: order.customerId ?? '',
    table: order.table,
    lines: order.lines.map((line) => lineState(line, currency)),
    totals: totalsMessage(order),
    taxes: order.taxes.map((tax) => taxMessage(tax, currency)),
    serviceChargeNet: order.charge && money(order.charge.net, currency),
    takenTime: order.takenTime,
    fireTime: order.fireTime ?? undefined,
    placedById: order.placedById,
  };
}

function lineState(line: Line, currency: string): LineState {
  return {
    lineId: line.lineId,
    productId: line.productId,
    variantId: line.variantId,
    categoryId: line.categoryId,
    productName: line.productName,
    variantName: line.variantName,
    modifiers: line.modifiers.map(({ id, name, quantity, parentId }) => ({
      modifierId: id,
      name,
      quantity,
      parentModifierId: parentId,
    })),
    quantity: line.quantity,
    compedQuantity: line.compedQuantity,
    voidedQuantity: line.voidedQuantity,
    note: line.note,
    course: line.course,
    needsPreparation: line.needsPreparation,
    amount: money(line.amount, currency),
    discountAmount: money(line.discount, currency),
    netAmount: money(line.net, currency),
    taxAmount: money(line.taxAmount, currency),
    totalAmount: money(line.total, currency),
  };
}

function changeMessage(change: Change, currency: string): OrderChange {
  return {
    kind: ChangeKind[change.kind],
    lineId: change.lineId,
    quantityBefore: change.before,
    quantityAfter: change.after,
    reason: change.reason ? ChangeReasonCode[change.reason] : ChangeReasonCode.UNSPECIFIED,
    amountBefore: change.amountBefore === undefined ? undefined : money(change.amountBefore, currency),
    amountAfter: change.amountAfter === undefined ? undefined : money(change.amountAfter, currency),
  };
}
