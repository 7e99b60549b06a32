/** News of an order as its events would tell them, for tests of the rules. */
import { type Following, followOrder, type OrderedLine, type OrderNews } from '../src/domain/follow-order.ts';
import type { KitchenOrder } from '../src/domain/kitchen.ts';

let ids = 0;
export const by: Following = {
  stationOf: (categoryId) => (categoryId === 'coffee' ? 'espresso' : 'bar'),
  newId: () => `ticket-${++ids}`,
};
export const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 8, 0, second));

/** A line of lattes. */
export function line(lineId: string, quantity: number, extra: Partial<OrderedLine> = {}): OrderedLine {
  return {
    ...{ lineId, productId: 'p', productName: 'Latte', variantName: '', categoryId: 'coffee', modifiers: [] },
    ...{ note: '', course: 0, quantity, needsPreparation: true },
    ...extra,
  };
}

/** News of an order whose lines changed with them. */
export function news(version: number, lines: OrderedLine[], extra: Partial<OrderNews> = {}): OrderNews {
  return {
    ...{ orderId: 'o', cafeId: 'c', organisationId: 'g', number: 'A1', kind: 'TAKEAWAY', table: '' },
    ...{ version: BigInt(version), linesVersion: BigInt(version), status: 'PENDING', recalled: false },
    time: at(version),
    lines,
    ...extra,
  };
}

/** What the kitchen knows after news. */
export function follow(known: KitchenOrder | undefined, ...all: OrderNews[]): KitchenOrder {
  let order = known;
  for (const each of all) order = followOrder(order, each, by)?.order ?? order;
  if (!order) throw new Error('nothing is known');
  return order;
}
