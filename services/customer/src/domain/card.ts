import { readMembershipNumber } from './membership-number.ts';

/** What a card says beside the name of its form. */
export interface CardCode {
  /** Nine digits. */
  membershipNumber: string;
  /** 16 characters of base 32: what nobody can guess. */
  token: string;
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Ten bytes are 80 bits, and 16 characters. */
export const TOKEN_BYTES = 10;

/** A token from bytes drawn by lot. */
export function cardToken(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  const digits = Array.from(
    { length: (TOKEN_BYTES * 8) / 5 },
    (_, i) => BASE32[Number((bits >> BigInt(5 * i)) & 31n)],
  );
  return digits.join('');
}

/**
 * What a card's code says: `SIPPY:1:<membership number>:<token>:<check>`. Capital letters, digits and colons are what a QR code
 * packs most tightly, and what every scanner types right.
 */
export function cardPayload({ membershipNumber, token }: CardCode): string {
  const body = `${membershipNumber}${token}`;
  return `SIPPY:1:${membershipNumber}:${token}:${checkCharacter(body)}`;
}

/** Reads what was scanned; undefined if it is no card, or was not read right. */
export function readCardPayload(scanned: string): CardCode | undefined {
  const [, digits = '', token = '', check] =
    /^SIPPY:1:(\d{9}):([A-Z2-7]{16}):([0-9A-Z])$/.exec(scanned.trim().toUpperCase()) ?? [];
  const membershipNumber = readMembershipNumber(digits);
  if (membershipNumber === undefined || checkCharacter(digits + token) !== check) return undefined;
  return { membershipNumber, token };
}

/** ISO 7064 MOD 37,36: finds every wrong character and every swap of neighbours. */
function checkCharacter(body: string): string {
  let product = 36;
  for (const character of body) {
    const sum = (product + ALPHABET.indexOf(character)) % 36 || 36;
    product = (sum * 2) % 37;
  }
  return ALPHABET[(37 - product) % 36] ?? '';
}
