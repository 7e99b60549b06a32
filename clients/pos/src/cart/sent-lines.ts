import type { LineModifier, ModifierChoice, Order, OrderLine } from '@sippy/proto/web/order/v1/order';
import type { CartLine } from './cart.ts';

/** Lines of an order as lines of a cart; those that did not change since `before` keep their identity. */
export function sentLines(order: Order, before: readonly CartLine[]): CartLine[] {
  const known = new Map(before.map((line) => [line.lineId, line]));
  return order.lines.map((line) => {
    const next = sentLine(line);
    const old = known.get(line.lineId);
    return old && isSame(old, next) ? old : next;
  });
}

function sentLine(line: OrderLine): CartLine {
  return {
    lineId: line.lineId,
    productId: line.productId,
    variantId: line.variantId,
    modifiers: choicesOf(line.modifiers),
    quantity: line.quantity,
    note: line.note,
    course: line.course,
    priceOverride: line.priceOverride,
    comp: line.compedQuantity > 0 ? { quantity: line.compedQuantity, reason: line.compReason } : undefined,
    discounts: line.discounts.map(({ name, value, reason }) => ({ name, value, reason })),
    sent: true,
  };
}

/** What was chosen, from the flat list that an order keeps. */
function choicesOf(modifiers: readonly LineModifier[]): ModifierChoice[] {
  return modifiers
    .filter(({ parentModifierId }) => parentModifierId === '')
    .map(({ modifierId, quantity }) => ({
      modifierId,
      quantity,
      modifiers: modifiers
        .filter(({ parentModifierId }) => parentModifierId === modifierId)
        .map((nested) => ({ modifierId: nested.modifierId, quantity: nested.quantity })),
    }));
}

function isSame(some: CartLine, other: CartLine): boolean {
  return some.sent === other.sent && comparable(some) === comparable(other);
}

function comparable(line: CartLine): string {
  return JSON.stringify(line, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
}
