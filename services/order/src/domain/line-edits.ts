import { alreadyExists, notFound } from '@sippy/kit/refusal';
import { type Change, type Changed, checkEditable, checkOpen, nextVersion, repriced } from './change.ts';
import type { Discount, Line, Order, Override, Reason, UnpricedLine } from './order.ts';
import { isEditable } from './order-state.ts';
import { lineFired, notEditable, quantityExceeded } from './refusals.ts';

/** Adds lines behind those that are there. Refuses an id that a line of the order has. */
export function addLines(order: Order, added: readonly UnpricedLine[], now: Date): Changed {
  checkEditable(order, now);
  const taken = new Set(order.lines.map((line) => line.lineId));
  let position = order.lines.reduce((last, line) => Math.max(last, line.position), 0);
  const lines = added.map((line) => {
    if (taken.has(line.lineId)) throw alreadyExists('line', line.lineId);
    taken.add(line.lineId);
    position += 1;
    return { ...line, position };
  });
  const changes = lines.map((line) => change('LINE_ADDED', line.lineId, 0, line.quantity));
  return edited(order, [...order.lines, ...lines], changes, now);
}

/** Changes how many are ordered. Fewer only while the kitchen does not know of them. */
export function changeQuantity(order: Order, lineId: string, quantity: number, now: Date): Changed {
  checkEditable(order, now);
  const line = lineOf(order, lineId);
  if (order.status !== 'CREATED' && quantity < line.quantity) throw lineFired();
  const next = { ...line, quantity, compedQuantity: Math.min(line.compedQuantity, quantity) };
  return editedLine(order, next, change('LINE_QUANTITY', lineId, line.quantity, quantity), now);
}

/** Removes a line that the kitchen does not know of. */
export function removeLine(order: Order, lineId: string, now: Date): Changed {
  checkEditable(order, now);
  const line = lineOf(order, lineId);
  if (order.status !== 'CREATED') throw lineFired();
  const lines = order.lines.filter((other) => other !== line);
  return edited(order, lines, [change('LINE_REMOVED', lineId, line.quantity, 0)], now);
}

/** Makes some free of charge; 0 means all that are still charged. */
export function compLine(order: Order, lineId: string, quantity: number, reason: Reason, now: Date): Changed {
  checkEditable(order, now);
  const line = lineOf(order, lineId);
  const charged = line.quantity - line.compedQuantity;
  const free = quantity || charged;
  if (free > charged || free === 0) throw quantityExceeded(charged, quantity);
  const next = { ...line, compedQuantity: line.compedQuantity + free, compReason: reason };
  const what = change('LINE_COMPED', lineId, line.compedQuantity, next.compedQuantity, reason);
  return editedLine(order, next, what, now);
}

/** Takes some off although the kitchen knows of them; 0 means all that are left. The line stays, with what is left. */
export function voidLine(order: Order, lineId: string, quantity: number, reason: Reason, now: Date): Changed {
  checkEditable(order, now);
  const line = lineOf(order, lineId);
  const off = quantity || line.quantity;
  if (off > line.quantity || off === 0) throw quantityExceeded(line.quantity, quantity);
  const left = line.quantity - off;
  const next = {
    ...line,
    quantity: left,
    compedQuantity: Math.min(line.compedQuantity, left),
    voidedQuantity: line.voidedQuantity + off,
    voidReason: reason,
  };
  return editedLine(order, next, change('LINE_VOIDED', lineId, line.quantity, left, reason), now);
}

/** Sets a line's price, or takes back the one that was set. */
export function overridePrice(
  order: Order,
  lineId: string,
  override: Override | undefined,
  now: Date,
): Changed {
  checkEditable(order, now);
  const line = lineOf(order, lineId);
  const what = change('LINE_PRICE', lineId, line.quantity, line.quantity, override?.reason);
  return editedLine(order, { ...line, override }, what, now);
}

/** Replaces the discounts on a line. */
export function discountLine(
  order: Order,
  lineId: string,
  discounts: readonly Discount[],
  now: Date,
): Changed {
  checkEditable(order, now);
  const line = lineOf(order, lineId);
  const what = change('LINE_DISCOUNT', lineId, line.quantity, line.quantity, discounts[0]?.reason);
  return editedLine(order, { ...line, discounts }, what, now);
}

/** Changes a line's note or course. A payment does not stand in the way: no price depends on them. */
export function annotateLine(
  order: Order,
  lineId: string,
  note: string | undefined,
  course: number | undefined,
  now: Date,
): Changed {
  checkOpen(order);
  if (!isEditable(order.status)) throw notEditable(order);
  const line = lineOf(order, lineId);
  const next = { ...line, note: note ?? line.note, course: course ?? line.course };
  const lines = order.lines.map((other) => (other === line ? next : other));
  return {
    order: nextVersion(order, now, { lines, linesVersion: order.version + 1n }),
    fact: { type: 'order.updated', changes: [change('LINE_NOTE', lineId, line.quantity, line.quantity)] },
    reprices: false,
  };
}

function lineOf(order: Order, lineId: string): Line {
  const line = order.lines.find((other) => other.lineId === lineId);
  if (!line) throw notFound('line', lineId);
  return line;
}

function change(
  kind: Change['kind'],
  lineId: string,
  before: number,
  after: number,
  reason?: Reason,
): Change {
  return { kind, lineId, before, after, ...(reason ? { reason: reason.code } : {}) };
}

function editedLine(order: Order, next: UnpricedLine, what: Change, now: Date): Changed {
  const lines = order.lines.map((line) => (line.lineId === next.lineId ? next : line));
  return edited(order, lines, [what], now);
}

function edited(
  order: Order,
  lines: readonly UnpricedLine[],
  changes: readonly Change[],
  now: Date,
): Changed {
  const next = repriced(order, { lines }, now);
  const amounts = (of: Order, lineId: string) => of.lines.find((line) => line.lineId === lineId)?.total ?? 0n;
  const told = changes.map((one) => ({
    ...one,
    amountBefore: amounts(order, one.lineId),
    amountAfter: amounts(next, one.lineId),
  }));
  return { order: next, fact: { type: 'order.updated', changes: told }, reprices: true };
}
