/**
 * Keys of the menu, so that everything on it can be sold without a pointer: a tile by its number, a category by Shift and a
 * key. Letters alone begin a search. Pure.
 */

/** Number of a tile as it is shown and typed: all of a page have the same length, so that none waits for another digit. */
export function tileCode(position: number, count: number): string {
  return String(position + 1).padStart(codeLength(count), '0');
}

/** Digits that the number of a tile has on a page of so many. */
export function codeLength(count: number): number {
  return String(Math.max(count, 1)).length;
}

/** What has been typed of a number, and the tile it has come to. */
export interface TypedCode {
  /** Digits so far; empty when the number was complete. */
  readonly typed: string;
  /** Position of the tile, if there is one of that number. */
  readonly position?: number;
}

/** Takes one more digit of a tile's number. A number that no tile has is forgotten. */
export function typeDigit(typed: string, digit: string, count: number): TypedCode {
  const code = typed + digit;
  if (code.length < codeLength(count)) return { typed: code };
  const position = Number(code) - 1;
  return position >= 0 && position < count ? { typed: '', position } : { typed: '' };
}

const categoryCodes = [
  ...Array.from({ length: 9 }, (_, i) => `Digit${i + 1}`),
  'Digit0',
  ...Array.from('QWERTYUIOPASDFGHJKLZXCVBNM', (letter) => `Key${letter}`),
];

/** The key that, with Shift, shows the category at a position; undefined behind the last key. */
export function categoryKey(position: number): string | undefined {
  return categoryCodes[position]?.replace(/^(Digit|Key)/, '');
}

/** Position of the category that a key (`KeyboardEvent.code`) shows with Shift; undefined where it shows none. */
export function categoryAt(code: string, count: number): number | undefined {
  const position = categoryCodes.indexOf(code);
  return position >= 0 && position < count ? position : undefined;
}

/** The digit of a key, of the row or of the number pad, whatever the layout says of it; undefined for other keys. */
export function digitOf(code: string): string | undefined {
  return /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
}

const optionKeys = [...'123456789', ...'abcdefghijklmopqrstuvwxyz'];

/** Key of the option at a position in a product's dialog; `n` is kept for the note. */
export function optionKey(position: number): string | undefined {
  return optionKeys[position];
}
