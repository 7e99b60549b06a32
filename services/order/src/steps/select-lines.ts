import { newId } from '@sippy/kit/ids';
import { invalidField } from '@sippy/kit/refusal';
import type { NewLine } from '@sippy/proto/order/v1/order';
import type { CafeRules } from '../domain/cafe-rules.ts';
import type { MenuIndex } from '../domain/menu-index.ts';
import type { UnpricedLine } from '../domain/order.ts';
import { type SelectionMoment, selectLine } from '../domain/selection.ts';
import { discountsOf, overrideOf } from '../messages/requests.ts';

/** What the lines of a request are read against. */
export interface LineContext {
  readonly menu: MenuIndex;
  readonly rules: CafeRules;
  readonly moment: SelectionMoment;
  readonly now: Date;
}

/** Lines that somebody wants, as the menu and the café's rules make them; refusals name the fields of `lines`. */
export function selectLines(lines: readonly NewLine[], context: LineContext): UnpricedLine[] {
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
