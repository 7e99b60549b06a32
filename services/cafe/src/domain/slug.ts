/** Longest slug, in characters. */
export const MAX_SLUG_LENGTH = 60;

/** A short name for web addresses out of any name: lower-case Latin letters, digits and single hyphens; may be empty. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/^-+|-+$/g, '');
}

/** The slugs to try for a new café, the nicest first; the last one, made from its id, is as good as never taken. */
export function slugsFor(name: string, cafeId: string): string[] {
  const base =
    slugOf(name)
      .slice(0, MAX_SLUG_LENGTH - 13)
      .replace(/-+$/, '') || 'cafe';
  return [slugOf(name) || 'cafe', `${base}-${cafeId.slice(-4)}`, `${base}-${cafeId.slice(-12)}`];
}
