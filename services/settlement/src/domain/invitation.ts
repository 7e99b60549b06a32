import { addDays } from '@sippy/kit/time';

/** For how long an invitation can be used. */
export const INVITATION_MS = 7 * 86_400_000;

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

/** The last day on which a stay may begin: a year from today. */
export function lastJoinDay(today: string): string {
  return addDays(today, 366);
}
