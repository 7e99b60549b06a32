/** Creditor references by ISO 11649: RF, two check digits, and up to 21 letters and digits. */

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The reference with this content of capital letters and digits. */
export function referenceOf(content: string): string {
  const check = 98n - remainderOf(`${content}RF00`);
  return `RF${String(check).padStart(2, '0')}${content}`;
}

/** Whether a text is a reference without a typing error; blanks and case do not matter. */
export function isReference(text: string): boolean {
  const compact = readReference(text);
  if (!/^RF\d\d[0-9A-Z]{1,21}$/.test(compact)) return false;
  return remainderOf(compact.slice(4) + compact.slice(0, 4)) === 1n;
}

/** A reference as it is kept, however it was typed. */
export function readReference(text: string): string {
  return text.replaceAll(/\s/g, '').toUpperCase();
}

/** A reference as people read it: in groups of four. */
export function showReference(reference: string): string {
  return reference.replaceAll(/(.{4})(?=.)/g, '$1 ');
}

function remainderOf(text: string): bigint {
  return BigInt([...text].map((letter) => LETTERS.indexOf(letter)).join('')) % 97n;
}
