/** Finding products by what somebody types. Pure. */

/** What can be found. */
export interface Searchable {
  readonly name: string;
  /** Name of its category. */
  readonly category: string;
}

/** Text without accents and capitals, so that "cafe creme" finds "Café crème". */
export function plainText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * Those that match, best first: names that begin with what was typed, then names with words that do, then names that hold it,
 * then those of a category that does. Each typed word must be found. Equal ones keep their order.
 */
export function search<T extends Searchable>(things: readonly T[], typed: string): T[] {
  const words = plainText(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return things
    .map((thing) => ({ thing, rank: rankOf(thing, words) }))
    .filter(({ rank }) => rank < notFound)
    .sort((a, b) => a.rank - b.rank)
    .map(({ thing }) => thing);
}

const notFound = 9;

function rankOf({ name, category }: Searchable, words: readonly string[]): number {
  const plain = plainText(name);
  const parts = plain.split(/[^\p{L}\p{N}]+/u);
  const ofCategory = plainText(category).split(/[^\p{L}\p{N}]+/u);
  return Math.max(
    ...words.map((word) => {
      if (plain.startsWith(word)) return 0;
      if (parts.some((part) => part.startsWith(word))) return 1;
      if (plain.includes(word)) return 2;
      return ofCategory.some((part) => part.startsWith(word)) ? 3 : notFound;
    }),
  );
}
