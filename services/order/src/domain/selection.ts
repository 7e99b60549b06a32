/**
 * What may be chosen from a menu, for the server, the till and the browser alike: pure, so that a screen can say what is
 * missing while a guest still chooses.
 */
import { invalidField, type Refusal, refuse } from '@sippy/kit/refusal';
import type { MenuModifier } from '@sippy/proto/catalog/v1/catalog';
import type { CafeRules } from './cafe-rules.ts';
import { type IndexedGroup, type IndexedProduct, type MenuIndex, variantPrice } from './menu-index.ts';
import type { LineModifier } from './order.ts';
import type { TaxTerms } from './pricing-terms.ts';

export { indexMenu, type MenuIndex, variantPrice } from './menu-index.ts';

/** A modifier that a guest chooses, with what they choose with it. */
export interface ModifierChoice {
  readonly modifierId: string;
  /** 0 means 1. */
  readonly quantity: number;
  readonly modifiers?: readonly ModifierChoice[];
}

/** What a guest chooses from a menu. */
export interface LineChoice {
  readonly productId: string;
  /** May be empty where the product has one variant only. */
  readonly variantId: string;
  readonly modifiers: readonly ModifierChoice[];
}

/** A choice with everything the menu and the café say about it, as it is copied onto a line. */
export interface SelectedLine {
  readonly productId: string;
  readonly variantId: string;
  readonly categoryId: string;
  readonly productName: string;
  readonly variantName: string;
  readonly variantPrice: bigint;
  readonly modifiers: readonly LineModifier[];
  readonly needsPreparation: boolean;
  readonly menuVersion: bigint;
  readonly tax: TaxTerms | undefined;
}

/** When something is chosen, and what is asked of it. */
export interface SelectionMoment {
  /** When the guest orders: dayparts and their prices go by it. */
  readonly at: Date;
  /** Refuse what is off sale; not for what was sold already. */
  readonly onSaleOnly: boolean;
}

/**
 * Looks a choice up on a menu. Refuses what is not on it, is off sale or out of its daypart, and too few or too many
 * modifiers, naming the field under `path` (such as `lines[0]`). A group that needs a choice and gets none has its
 * default modifiers.
 */
export function selectLine(
  menu: MenuIndex,
  rules: Pick<CafeRules, 'taxOf'>,
  choice: LineChoice,
  moment: SelectionMoment,
  path: string,
): SelectedLine {
  const found = menu.product(choice.productId);
  if (!found) throw notOnMenu(`${path}.product_id`, 'product');
  const { product, category } = found;
  const dayparts = menu.dayparts(moment.at);
  if (moment.onSaleOnly) {
    if (!isOnSale(product, moment.at)) throw offSale(product.name, 'product_id', product.productId);
    if (product.daypartIds.length > 0 && !product.daypartIds.some((id) => dayparts.has(id))) {
      throw outsideDaypart(product.name, product.daypartIds.map(menu.daypartName));
    }
  }
  const variant =
    choice.variantId === '' && product.variants.length === 1
      ? product.variants[0]
      : product.variants.find(({ variantId }) => variantId === choice.variantId);
  if (!variant) {
    if (choice.variantId === '')
      throw invalidField(`${path}.variant_id`, 'must say which of several variants');
    throw notOnMenu(`${path}.variant_id`, 'variant of this product');
  }
  return {
    productId: product.productId,
    variantId: variant.variantId,
    categoryId: product.categoryId,
    productName: product.name,
    variantName: product.variants.length === 1 ? '' : variant.name,
    variantPrice: variantPrice(variant, dayparts),
    modifiers: selectModifiers(menu, found, choice.modifiers, moment, `${path}.modifiers`),
    needsPreparation: category?.needsPreparation ?? false,
    menuVersion: menu.menu.version,
    tax: rules.taxOf(product.taxCategory),
  };
}

function selectModifiers(
  menu: MenuIndex,
  { groups }: IndexedProduct,
  choices: readonly ModifierChoice[],
  moment: SelectionMoment,
  path: string,
): LineModifier[] {
  if (groups.length === 0 && choices.length === 0) return [];
  const chosen: LineModifier[] = [];
  const named = new Set<string>();
  for (const [i, choice] of choices.entries()) {
    const field = `${path}[${i}]`;
    if (named.has(choice.modifierId)) throw invalidField(`${field}.modifier_id`, 'is named twice');
    named.add(choice.modifierId);
    const from = groups.find((group) => group.modifiers.has(choice.modifierId));
    const modifier = from?.modifiers.get(choice.modifierId);
    if (!from || !modifier) throw notOnMenu(`${field}.modifier_id`, 'modifier of this product');
    chosen.push(take(from, modifier, choice.quantity, '', moment, field));
    chosen.push(...selectNested(menu, modifier, choice.modifiers ?? [], moment, field));
  }
  for (const group of groups) {
    if (chosen.some((c) => c.groupId === group.group.modifierGroupId && c.parentId === '')) continue;
    if (group.group.minChoices > 0) chosen.push(...defaults(group, '', moment, path));
  }
  for (const group of groups) checkCount(group, '', chosen, path);
  return chosen;
}

function selectNested(
  menu: MenuIndex,
  parent: MenuModifier,
  choices: readonly ModifierChoice[],
  moment: SelectionMoment,
  path: string,
): LineModifier[] {
  const group = parent.nestedGroupId === '' ? undefined : menu.group(parent.nestedGroupId);
  const chosen: LineModifier[] = [];
  for (const [i, choice] of choices.entries()) {
    const field = `${path}.modifiers[${i}]`;
    const modifier = group?.modifiers.get(choice.modifierId);
    if (!group || !modifier) throw notOnMenu(`${field}.modifier_id`, `modifier of ${parent.name}`);
    if (chosen.some((c) => c.id === modifier.modifierId))
      throw invalidField(`${field}.modifier_id`, 'is named twice');
    chosen.push(take(group, modifier, choice.quantity, parent.modifierId, moment, field));
  }
  if (group) {
    if (chosen.length === 0 && group.group.minChoices > 0) {
      chosen.push(...defaults(group, parent.modifierId, moment, path));
    }
    checkCount(group, parent.modifierId, chosen, `${path}.modifiers`);
  }
  return chosen;
}

function take(
  from: IndexedGroup,
  modifier: MenuModifier,
  quantity: number,
  parentId: string,
  moment: SelectionMoment,
  path: string,
): LineModifier {
  const count = quantity || 1;
  if (moment.onSaleOnly && !isOnSale(modifier, moment.at)) {
    throw offSale(modifier.name, 'modifier_id', modifier.modifierId);
  }
  const most = modifier.maxQuantity || 1;
  if (count > most) throw invalidField(`${path}.quantity`, `must be at most ${most}`);
  return {
    id: modifier.modifierId,
    groupId: from.group.modifierGroupId,
    name: modifier.name,
    price: modifier.price?.minor ?? 0n,
    quantity: count,
    parentId,
  };
}

function defaults(
  group: IndexedGroup,
  parentId: string,
  moment: SelectionMoment,
  path: string,
): LineModifier[] {
  return group.group.modifiers
    .filter((modifier) => modifier.isDefault && (!moment.onSaleOnly || isOnSale(modifier, moment.at)))
    .map((modifier) => take(group, modifier, 1, parentId, moment, path));
}

function checkCount(
  group: IndexedGroup,
  parentId: string,
  chosen: readonly LineModifier[],
  path: string,
): void {
  const { modifierGroupId, minChoices, maxChoices, name } = group.group;
  let count = 0;
  for (const c of chosen) if (c.groupId === modifierGroupId && c.parentId === parentId) count += c.quantity;
  if (count >= minChoices && (maxChoices === 0 || count <= maxChoices)) return;
  const wanted =
    maxChoices === 0
      ? `at least ${minChoices}`
      : minChoices === maxChoices
        ? `${minChoices}`
        : `${minChoices} to ${maxChoices}`;
  const description = `choose ${wanted} of ${name}, not ${count}`;
  throw refuse('INVALID_ARGUMENT', 'MODIFIER_COUNT', `${path}: ${description}`, {
    fields: [{ field: path, description }],
    metadata: { modifier_group_id: modifierGroupId },
  });
}

function isOnSale(thing: { available: boolean; returnTime: Date | undefined }, at: Date): boolean {
  return thing.available || (thing.returnTime !== undefined && thing.returnTime <= at);
}

function notOnMenu(field: string, what: string): Refusal {
  const description = `there is no such ${what} on the menu`;
  return refuse('INVALID_ARGUMENT', 'NOT_ON_MENU', `${field}: ${description}`, {
    fields: [{ field, description }],
  });
}

function offSale(name: string, kind: 'product_id' | 'modifier_id', id: string): Refusal {
  return refuse('FAILED_PRECONDITION', 'UNAVAILABLE_PRODUCT', `${name} is sold out.`, {
    metadata: { name, [kind]: id },
  });
}

function outsideDaypart(name: string, dayparts: readonly string[]): Refusal {
  return refuse('FAILED_PRECONDITION', 'OUTSIDE_DAYPART', `${name} is sold in ${dayparts.join(', ')} only.`, {
    metadata: { name, dayparts: dayparts.join(',') },
  });
}
