import { expect, test } from 'vitest';
import { formatPairingCode, pairingCode, readPairingCode } from './pairing-code.ts';
import { checkPassword, checkPin } from './secret-rules.ts';
import { endOf, expiryOf } from './session-life.ts';

test('a password is long, not the address, and not one sign repeated', () => {
  checkPassword('correct horse', 'a@example.com', 'password');
  for (const weak of [
    'short',
    'someone@example.com',
    'SOMEONE@example.com',
    'aaaaaaaaaaaa',
    'abababababab',
  ]) {
    expect(() => checkPassword(weak, 'someone@example.com', 'password')).toThrow(/at least 10/);
  }
  expect(() => checkPassword('verylongmailbox', 'verylongmailbox@example.com', 'password')).toThrow();
});

test('a PIN is no repetition and no run', () => {
  for (const pin of ['1357', '2580', '112233', '4711', '1212', '9081']) checkPin(pin, 'pin');
  for (const pin of ['0000', '1111', '1234', '4321', '7890', '890123', '9876543']) {
    expect(() => checkPin(pin, 'pin')).toThrow(/PIN must not/);
  }
});

test('a pairing code is read however it is typed', () => {
  const code = pairingCode(new Uint8Array([0, 31, 32, 63, 200, 255, 7, 9]));
  expect(code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
  const shown = formatPairingCode(code);
  expect(shown).toMatch(/^.{4}-.{4}$/);
  expect(readPairingCode(shown)).toBe(code);
  expect(readPairingCode(` ${shown.toLowerCase().replace('-', ' ')} `)).toBe(code);
  for (const wrong of ['', 'ABCD', 'O0O0-O0O0', 'ABCDEFGHJ']) expect(readPairingCode(wrong)).toBeUndefined();
});

test('a session slides with use and ends in any case', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const ends = endOf('STAFF', now);
  expect(expiryOf('STAFF', now, ends)).toEqual(new Date('2026-01-01T12:00:00Z'));
  expect(expiryOf('STAFF', new Date('2026-01-01T10:00:00Z'), ends)).toEqual(new Date('2026-01-01T18:00:00Z'));
});
