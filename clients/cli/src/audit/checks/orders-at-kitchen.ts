import type { LineState, OrderState } from '@sippy/proto/web/order/v1/order_event';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { bareName, orderFacts } from '../facts.ts';
import { newestEvents } from '../newest-events.ts';
import { sideBySide } from '../side-by-side.ts';

interface KitchenLine {
  line_id: string;
  product_id: string;
  product_name: string;
  variant_name: string;
  category_id: string;
  modifiers: { name: string; quantity: number }[];
  note: string;
  course: number;
  ordered_quantity: number;
}

interface KitchenRow {
  key: string;
  order_version: bigint;
  lines_version: bigint;
  status: string;
  number: string;
  kind: string;
  table_name: string;
  lines: KitchenLine[][] | null;
}

const rows = `select order_id::text as key, order_version, lines_version, status, number, kind, table_name, lines
  from kitchen_order left join (select order_id, json_agg(lines) as lines from ticket group by order_id) t using (order_id)
  order by order_id`;

/** What the kitchen knows of orders is what a rebuild from the orders' events would give. */
export const ordersAtKitchen: Check = {
  name: 'orders-at-kitchen',
  rule: 'What the kitchen knows of each order, and asks for on its tickets, is what the newest of the order’s events says.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(
      newestEvents(books, 'order', orderFacts),
      books.pages<KitchenRow>('kitchen', rows),
    );
    for await (const { key, left: event, right: known } of both) {
      const subject = `order ${key}`;
      const order = event?.payload.order;
      if (event?.settled === false) yield 'young';
      else if (!order) yield { subject, problem: 'is known to the kitchen, and has no event' };
      else if (known) yield judge(subject, problemsOf(order, known));
      else if (concerns(order)) yield { subject, problem: 'is not known to the kitchen' };
      else yield 'right';
    }
  },
};

/** An order that was never sent to the kitchen, or has nothing to be prepared, is none of its business. */
function concerns(order: OrderState): boolean {
  return bareName(order.status) !== 'CREATED' && order.lines.some((line) => line.needsPreparation);
}

function problemsOf(order: OrderState, known: KitchenRow): (string | undefined)[] {
  const asked = new Map((known.lines ?? []).flat().map((line) => [line.line_id, line]));
  const cancelled = bareName(order.status) === 'CANCELLED';
  const wanted = new Map(
    order.lines.filter((line) => line.needsPreparation).map((line) => [line.lineId, line]),
  );
  const problems = [
    known.order_version > order.version
      ? `has version ${known.order_version}, which no event tells of`
      : undefined,
    differs('is to the kitchen', known.status, bareName(order.status)),
    differs('has lines of version', known.lines_version, order.linesVersion),
    differs('has number', known.number, order.number),
    differs('is of kind', known.kind, bareName(order.kind)),
    differs('is for table', known.table_name, order.table),
  ];
  for (const [id, line] of asked) {
    const now = cancelled ? undefined : wanted.get(id);
    problems.push(differs(`asks for line ${id} times`, line.ordered_quantity, now?.quantity ?? 0));
    if (now) problems.push(differs(`asks for line ${id} as`, askedText(line), wantedText(now)));
  }
  for (const [id, line] of cancelled ? [] : wanted)
    if (!asked.has(id) && line.quantity > 0) problems.push(`does not ask for line ${id}`);
  return problems;
}

function askedText(line: KitchenLine): string {
  const { product_id, category_id, product_name, variant_name, course, note, modifiers } = line;
  return JSON.stringify([
    product_id,
    category_id,
    product_name,
    variant_name,
    course,
    note,
    namesOf(modifiers),
  ]);
}

function wantedText(line: LineState): string {
  const { productId, categoryId, productName, variantName, course, note, modifiers } = line;
  return JSON.stringify([productId, categoryId, productName, variantName, course, note, namesOf(modifiers)]);
}

function namesOf(modifiers: readonly { name: string; quantity: number }[]): string[] {
  return modifiers.map(({ name, quantity }) => `${quantity} ${name}`);
}
