/** Choosing a product's variant and modifiers, with each group's least and most kept while one taps. Pure. */
import type { MenuIndex } from '@sippy/order/selection';
import type { MenuModifier, MenuModifierGroup, MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import type { ModifierChoice } from '@sippy/proto/web/order/v1/order';
import { isAvailable } from '../menu/offer.ts';

/** A group to choose from: of the product itself, or of a modifier that is chosen. */
export interface OpenGroup {
  /** Id of the modifier it came with; empty for a group of the product. */
  readonly parentId: string;
  readonly group: MenuModifierGroup;
}

/** How often each modifier is chosen, by the modifier it was chosen with ('' for the product) and its own id. */
export type Choices = Readonly<Record<string, number>>;

/** Key of a modifier in `Choices`. */
export function choiceKey(parentId: string, modifierId: string): string {
  return `${parentId}/${modifierId}`;
}

/** The groups to choose from now: the product's, each followed by those of its chosen modifiers. */
export function openGroups(product: MenuProduct, index: MenuIndex, choices: Choices): OpenGroup[] {
  return product.modifierGroupIds.flatMap((groupId) => {
    const group = index.group(groupId)?.group;
    if (!group) return [];
    const nested = group.modifiers.flatMap((modifier) => {
      if (!choices[choiceKey('', modifier.modifierId)]) return [];
      const inner = index.group(modifier.nestedGroupId)?.group;
      return inner ? [{ parentId: modifier.modifierId, group: inner }] : [];
    });
    return [{ parentId: '', group }, ...nested];
  });
}

/** What a product begins with: the default modifiers of its groups, as far as they are on sale. */
export function defaultChoices(product: MenuProduct, index: MenuIndex, at: Date): Choices {
  let choices: Choices = {};
  for (const open of openGroups(product, index, {})) choices = withDefaults(choices, open, index, at);
  return choices;
}

/** Choices as an order line has them, without what is not on the menu any more. */
export function readChoices(
  product: MenuProduct,
  index: MenuIndex,
  modifiers: readonly ModifierChoice[],
): Choices {
  const choices: Record<string, number> = {};
  for (const { modifierId, quantity, modifiers: nested } of modifiers) {
    choices[choiceKey('', modifierId)] = quantity || 1;
    for (const inner of nested) choices[choiceKey(modifierId, inner.modifierId)] = inner.quantity || 1;
  }
  return pruned(product, index, choices);
}

/** Choices as an order line takes them. */
export function toModifiers(product: MenuProduct, index: MenuIndex, choices: Choices): ModifierChoice[] {
  const groups = openGroups(product, index, choices);
  const taken = ({ parentId, group }: OpenGroup) =>
    group.modifiers.flatMap(({ modifierId }) => {
      const quantity = choices[choiceKey(parentId, modifierId)] ?? 0;
      return quantity > 0 ? [{ modifierId, quantity }] : [];
    });
  return groups
    .filter(({ parentId }) => parentId === '')
    .flatMap(taken)
    .map((chosen) => ({
      ...chosen,
      modifiers: groups.filter(({ parentId }) => parentId === chosen.modifierId).flatMap(taken),
    }));
}

/** How many are chosen of a group, each as often as it is. */
export function countOf({ parentId, group }: OpenGroup, choices: Choices): number {
  return group.modifiers.reduce(
    (count, { modifierId }) => count + (choices[choiceKey(parentId, modifierId)] ?? 0),
    0,
  );
}

/** How many are still to be chosen of a group. */
export function missingOf(open: OpenGroup, choices: Choices): number {
  return Math.max(0, open.group.minChoices - countOf(open, choices));
}

/**
 * A tap on a modifier. In a group of which one is chosen it takes the place of the other; in a full group of several nothing
 * happens until something is taken out. One that can be chosen several times grows with each tap, and after the last begins
 * again at none where the group allows it.
 */
export function tap(
  product: MenuProduct,
  index: MenuIndex,
  choices: Choices,
  open: OpenGroup,
  modifier: MenuModifier,
  at: Date,
): Choices {
  const { parentId, group } = open;
  const key = choiceKey(parentId, modifier.modifierId);
  const chosen = choices[key] ?? 0;
  const most = modifier.maxQuantity || 1;
  if (chosen === 0 && !isAvailable(modifier, at)) return choices;
  const left = group.maxChoices === 0 ? Number.POSITIVE_INFINITY : group.maxChoices - countOf(open, choices);
  if (chosen > 0 && (chosen >= most || left < 1))
    return setCount(product, index, choices, open, modifier, 0, at);
  if (left < 1 && group.maxChoices !== 1) return choices;
  const cleared = group.maxChoices === 1 ? without(choices, open) : choices;
  return setCount(product, index, cleared, open, modifier, chosen + 1, at);
}

/** Sets how often a modifier is chosen, as far as its group allows it. */
export function setCount(
  product: MenuProduct,
  index: MenuIndex,
  choices: Choices,
  open: OpenGroup,
  modifier: MenuModifier,
  count: number,
  at: Date,
): Choices {
  const { parentId, group } = open;
  const key = choiceKey(parentId, modifier.modifierId);
  const others = countOf(open, choices) - (choices[key] ?? 0);
  const room = group.maxChoices === 0 ? count : group.maxChoices - others;
  const next = Math.max(0, Math.min(count, room, modifier.maxQuantity || 1));
  if (next === 0 && group.minChoices > 0 && group.maxChoices === 1) return choices;
  const wasChosen = (choices[key] ?? 0) > 0;
  const { [key]: _, ...rest } = choices;
  const counted: Choices = next > 0 ? { ...rest, [key]: next } : rest;
  const inner = index.group(modifier.nestedGroupId)?.group;
  if (next === 0 || wasChosen || parentId !== '' || !inner) return pruned(product, index, counted);
  return withDefaults(counted, { parentId: modifier.modifierId, group: inner }, index, at);
}

function withDefaults(choices: Choices, open: OpenGroup, index: MenuIndex, at: Date): Choices {
  const next: Record<string, number> = { ...choices };
  for (const modifier of open.group.modifiers) {
    if (!modifier.isDefault || !isAvailable(modifier, at)) continue;
    if (open.group.maxChoices > 0 && countOf(open, next) >= open.group.maxChoices) break;
    next[choiceKey(open.parentId, modifier.modifierId)] = 1;
    const inner = open.parentId === '' ? index.group(modifier.nestedGroupId)?.group : undefined;
    if (inner)
      Object.assign(next, withDefaults(next, { parentId: modifier.modifierId, group: inner }, index, at));
  }
  return next;
}

function without(choices: Choices, { parentId, group }: OpenGroup): Choices {
  const keys = new Set(group.modifiers.map(({ modifierId }) => choiceKey(parentId, modifierId)));
  return Object.fromEntries(Object.entries(choices).filter(([key]) => !keys.has(key)));
}

/** Without choices of groups that are not open any more. */
function pruned(product: MenuProduct, index: MenuIndex, choices: Choices): Choices {
  const open = new Set(
    openGroups(product, index, choices).flatMap(({ parentId, group }) =>
      group.modifiers.map(({ modifierId }) => choiceKey(parentId, modifierId)),
    ),
  );
  return Object.fromEntries(Object.entries(choices).filter(([key]) => open.has(key)));
}
