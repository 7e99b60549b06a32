import { createHash, createHmac, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;

/** A new secret of 256 random bits as text. */
export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/** What is kept of a secret. A plain digest will do: there are 256 bits to guess. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** A new salt for `successorOf`. */
export function newSalt(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/**
 * The refresh token that follows another. It can be made again from the token and the salt kept with its hash, so that a
 * repetition gets the same answer; from what the database holds alone it cannot.
 */
export function successorOf(token: string, salt: Uint8Array): string {
  return createHmac('sha256', token).update(salt).digest('base64url');
}
