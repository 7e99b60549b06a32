/** From a tap on the menu to a line of the cart. */
import type { MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import { say } from '@sippy/ui/components/live-region';
import { v7 as newId } from 'uuid';
import { addLine, type LineDraft } from '../cart/cart.ts';
import { cartStore } from '../cart/cart-store.ts';

/** Whether there is anything to choose; what has no choice goes into the cart with one tap. */
export function hasChoices(product: MenuProduct): boolean {
  return product.variants.length > 1 || product.modifierGroupIds.length > 0;
}

/** One of a product without choices. */
export function plainDraft(product: MenuProduct): LineDraft {
  const variantId = product.variants[0]?.variantId ?? '';
  return { productId: product.productId, variantId, modifiers: [], quantity: 1, note: '', course: 0 };
}

/** Puts a line into the cart and says so, once it is seen; the line is the one that keys and buttons act on next. */
export function sell(draft: LineDraft, sentence: () => string): void {
  const { change } = cartStore.getState();
  change(
    (cart) => addLine(cart, draft, newId()),
    ({ lines }) => lines.at(-1)?.lineId,
  );
  say(sentence);
}
