/** Codes that let whoever has one do something: unguessable, and easy to type. */

/** Letters and digits that are not taken for each other when read aloud or from paper. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';
const LENGTH = 20;

/** A code of 20 characters, some 98 bits, from a source of random numbers below a bound. */
export function newCode(random: (below: number) => number): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[random(ALPHABET.length)]).join('');
}

/** A code as it is kept, however it was typed. */
export function readCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '');
}

/** A code as people read it: in groups of five. */
export function showCode(code: string): string {
  return code.replaceAll(/(.{5})(?=.)/g, '$1-');
}
