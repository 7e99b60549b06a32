import { createHmac, timingSafeEqual } from 'node:crypto';

/** Without letters that are read as others. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 10;

/**
 * The code on a guest's receipt with which its order is claimed for points: ten characters, 50 bits that follow from the order
 * and the secret, so that nothing is stored and nobody can guess it.
 */
export function claimCode(secret: string, orderId: string): string {
  const digest = createHmac('sha256', secret).update(`claim ${orderId}`).digest();
  return Array.from({ length: LENGTH }, (_, i) => LETTERS[(digest[i] ?? 0) & 31]).join('');
}

/** Whether it is the code of the order, however it was typed: I and L are read as 1, O as 0, and gaps do not count. */
export function isClaimCode(secret: string, orderId: string, typed: string): boolean {
  const read = typed.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replaceAll('O', '0');
  const [given, right] = [Buffer.from(read), Buffer.from(claimCode(secret, orderId))];
  return given.length === right.length && timingSafeEqual(given, right);
}

/** As it is printed: ABCDE-FGHJK. */
export function printedCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}
