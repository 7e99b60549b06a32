import type { Call } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { invalidField } from '@sippy/kit/refusal';
import type { ChangeReason, NewDiscount, NewLine, PriceOverride } from '@sippy/proto/order/v1/order';
import type { CafeRules } from '../domain/cafe-rules.ts';
import type { MenuIndex } from '../domain/menu-index.ts';
import type { Discount, Override, Reason, UnpricedLine } from '../domain/order.ts';
import { staffOnly } from '../domain/refusals.ts';
import { type SelectionMoment, selectLine } from '../domain/selection.ts';
import { minorOf } from './money.ts';
import { reasonCodeName } from './names.ts';

/** What the lines of a request are read against. */
export interface LineContext {
  readonly menu: MenuIndex;
  readonly rules: CafeRules;
  readonly moment: SelectionMoment;
  readonly now: Date;
}

/** Lines that somebody wants, as the menu and the café's rules make them; refusals name the fields of `lines`. */
export function linesOf(lines: readonly NewLine[], context: LineContext): UnpricedLine[] {
  const ids = new Set<string>();
  return lines.map((line, i) => {
    const path = `lines[${i}]`;
    const lineId = line.lineId || newId();
    if (ids.has(lineId)) throw invalidField(`${path}.line_id`, 'must differ from the other lines');
    ids.add(lineId);
    return lineFrom(line, lineId, i + 1, context, path);
  });
}

function lineFrom(
  line: NewLine,
  lineId: string,
  position: number,
  { menu, rules, moment, now }: LineContext,
  path: string,
): UnpricedLine {
  const { quantity, priceOverride } = line;
  return {
    ...selectLine(menu, rules, line, moment, path),
    lineId,
    position,
    quantity,
    compedQuantity: 0,
    voidedQuantity: 0,
    note: line.note,
    course: line.course,
    override: priceOverride && overrideOf(priceOverride, quantity, rules.currency, `${path}.price_override`),
    discounts: discountsOf(line.discounts, rules.currency, `${path}.discounts`),
    compReason: undefined,
    voidReason: undefined,
    createTime: now,
  };
}

/** A price that somebody sets for a line of this quantity. */
export function overrideOf(given: PriceOverride, quantity: number, currency: string, path: string): Override {
  const { price } = given;
  if (!price) throw invalidField(path, 'must say a unit_price or an amount');
  const field = price.$case === 'unitPrice' ? 'unit_price' : 'amount';
  const minor = minorOf(price.value, currency, `${path}.${field}`);
  return {
    terms: price.$case === 'unitPrice' ? { unitPrice: minor } : { amount: minor, atQuantity: quantity },
    reason: reasonOf(given.reason, `${path}.reason`),
  };
}

/** Discounts that somebody gives. */
export function discountsOf(given: readonly NewDiscount[], currency: string, path: string): Discount[] {
  return given.map(({ name, value, reason }, i) => {
    if (!value) throw invalidField(`${path}[${i}]`, 'must say bps or fixed');
    return {
      id: newId(),
      name,
      value:
        value.$case === 'bps'
          ? { bps: value.value }
          : { fixed: minorOf(value.value, currency, `${path}[${i}].fixed`) },
      reason: reasonOf(reason, `${path}[${i}].reason`),
      amount: 0n,
    };
  });
}

/** Why somebody does something. "Expired" is for the system to say, and "other" needs words. */
export function reasonOf(given: ChangeReason | undefined, path: string): Reason {
  const code = given && reasonCodeName(given.code);
  if (!code || code === 'EXPIRED')
    throw invalidField(`${path}.code`, 'must be a reason that people can give');
  if (code === 'OTHER' && given.note.trim() === '')
    throw invalidField(`${path}.note`, 'must say what OTHER means');
  return { code, note: given.note };
}

/**
 * Refuses prices and discounts of the caller's own making without the permission for them: to customers and guests
 * because they are for staff, to staff who lack it by its name.
 */
export function checkPriceRights(
  call: Call,
  cafeId: string,
  request: { readonly lines: readonly NewLine[]; readonly discounts?: readonly NewDiscount[] },
): void {
  const override = request.lines.findIndex((line) => line.priceOverride !== undefined);
  if (override >= 0)
    need(call, cafeId, 'order.price_override', 'set a price', `lines[${override}].price_override`);
  const discount = request.lines.findIndex((line) => line.discounts.length > 0);
  if (discount >= 0) need(call, cafeId, 'order.discount', 'give a discount', `lines[${discount}].discounts`);
  if (request.discounts?.length) need(call, cafeId, 'order.discount', 'give a discount', 'discounts');
}

/** Refuses what only staff with a permission can do. */
export function need(call: Call, cafeId: string, permission: string, what: string, field: string): void {
  if (call.can(permission, cafeId)) return;
  if (!call.can('order.place', cafeId)) throw staffOnly(what, field);
  call.authoriseCafe(cafeId, permission);
}
