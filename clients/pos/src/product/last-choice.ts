import type { LineDraft } from '../cart/cart.ts';

const chosen = new Map<string, LineDraft>();

/** What was last chosen of a product on this till, for "same again". */
export function lastChoice(productId: string): LineDraft | undefined {
  return chosen.get(productId);
}

/** Remembers what was chosen, once of it: the next guest has one. */
export function rememberChoice(draft: LineDraft): void {
  chosen.set(draft.productId, { ...draft, quantity: 1 });
}
