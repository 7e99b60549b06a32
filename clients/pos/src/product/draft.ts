/** A product being chosen: its variant, modifiers, quantity, note and course. Pure. */
import { priceOrder } from '@sippy/order/pricing';
import { type MenuIndex, variantPrice } from '@sippy/order/selection';
import type { MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import type { CartLine, LineDraft } from '../cart/cart.ts';
import {
  type Choices,
  choiceKey,
  defaultChoices,
  missingOf,
  type OpenGroup,
  openGroups,
  readChoices,
  toModifiers,
} from './choices.ts';

/** What has been chosen so far. */
export interface Draft {
  readonly variantId: string;
  readonly choices: Choices;
  readonly quantity: number;
  readonly note: string;
  readonly course: number;
}

/** How a product begins: its first variant with the default modifiers. */
export function newDraft(product: MenuProduct, index: MenuIndex, at: Date): Draft {
  return {
    variantId: product.variants[0]?.variantId ?? '',
    choices: defaultChoices(product, index, at),
    quantity: 1,
    note: '',
    course: 0,
  };
}

/** What a line holds, to be changed or had once more. */
export function draftOf(product: MenuProduct, index: MenuIndex, line: LineDraft | CartLine): Draft {
  const { variantId, modifiers, quantity, note, course } = line;
  const known = product.variants.some((variant) => variant.variantId === variantId);
  return {
    variantId: known ? variantId : (product.variants[0]?.variantId ?? ''),
    choices: readChoices(product, index, modifiers),
    quantity: Math.max(quantity, 1),
    note,
    course,
  };
}

/** What has been chosen, as it goes into the cart. */
export function lineDraft(product: MenuProduct, index: MenuIndex, draft: Draft): LineDraft {
  const { variantId, choices, quantity, note, course } = draft;
  return {
    productId: product.productId,
    variantId,
    modifiers: toModifiers(product, index, choices),
    quantity,
    note: note.trim(),
    course,
  };
}

/** The first group in which something must still be chosen. */
export function firstMissing(
  product: MenuProduct,
  index: MenuIndex,
  { choices }: Draft,
): OpenGroup | undefined {
  return openGroups(product, index, choices).find((open) => missingOf(open, choices) > 0);
}

/** What it would cost by the menu, before discounts and tax that is added; in minor units. */
export function draftAmount(product: MenuProduct, index: MenuIndex, draft: Draft, at: Date): bigint {
  const variant = product.variants.find(({ variantId }) => variantId === draft.variantId);
  if (!variant) return 0n;
  const modifiers = openGroups(product, index, draft.choices).flatMap(({ parentId, group }) =>
    group.modifiers.flatMap(({ modifierId, name, price }) => {
      const quantity = draft.choices[choiceKey(parentId, modifierId)] ?? 0;
      return quantity > 0 ? [{ id: modifierId, name, price: price?.minor ?? 0n, quantity }] : [];
    }),
  );
  const line = {
    id: '',
    productId: '',
    categoryId: '',
    quantity: draft.quantity,
    compedQuantity: 0,
    variant: { id: variant.variantId, name: variant.name, price: variantPrice(variant, index.dayparts(at)) },
    modifiers,
    discounts: [],
  };
  const terms = { currency: index.menu.currencyCode, taxLevel: 'LINE', taxRounding: 'HALF_EVEN' } as const;
  return priceOrder({ terms, dineIn: false, lines: [line], discounts: [], vouchers: [] }).totals.subtotal;
}
