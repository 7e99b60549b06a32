/** Letters and digits that cannot be mistaken for each other. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LENGTH = 8;

/** How long a pairing code works. */
export const PAIRING_CODE_LIFE_MS = 10 * 60_000;

/** How many random bytes `pairingCode` takes. */
export const PAIRING_CODE_BYTES = LENGTH;

/** A pairing code of eight signs (40 bits) out of as many random bytes, such as `K7QF2M9X`. */
export function pairingCode(random: Uint8Array): string {
  return Array.from(random.subarray(0, LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** A code as people read it: `K7QF-2M9X`. */
export function formatPairingCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** A code as somebody typed it, in the form in which it was made; undefined if it cannot be one. */
export function readPairingCode(typed: string): string | undefined {
  const code = typed.replace(/[\s-]/g, '').toUpperCase();
  return code.length === LENGTH && [...code].every((sign) => ALPHABET.includes(sign)) ? code : undefined;
}
