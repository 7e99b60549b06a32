import { expect, test } from 'vitest';
import { cardPayload, cardToken, readCardPayload } from './card.ts';
import { membershipNumber } from './membership-number.ts';

const code = {
  membershipNumber: membershipNumber(48210935),
  token: cardToken(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 250])),
};
const payload = cardPayload(code);

test('a card says its number and token, in characters that a QR code packs tightly', () => {
  expect(payload).toMatch(/^[0-9A-Z:]{36}$/);
  expect(readCardPayload(payload)).toEqual(code);
  expect(readCardPayload(` ${payload.toLowerCase()}\n`)).toEqual(code);
});

test('every bit of a token counts, and every token has 16 characters', () => {
  const tokens = new Set<string>();
  for (let bit = 0; bit < 80; bit++) {
    const bytes = new Uint8Array(10);
    bytes[bit >> 3] = 1 << (bit & 7);
    tokens.add(cardToken(bytes));
  }
  expect(tokens.size).toBe(80);
  for (const token of tokens) expect(token).toMatch(/^[A-Z2-7]{16}$/);
});

test('one wrong character, and two neighbours that changed places, are found', () => {
  for (let at = 8; at < payload.length; at++) {
    for (const other of '0A7Z') {
      if (other === payload[at]) continue;
      expect(
        readCardPayload(payload.slice(0, at) + other + payload.slice(at + 1)),
        `${at} ${other}`,
      ).toBeUndefined();
    }
    const swapped = `${payload.slice(0, at)}${payload[at + 1] ?? ''}${payload[at]}${payload.slice(at + 2)}`;
    if (swapped !== payload) expect(readCardPayload(swapped), `${at} swapped`).toBeUndefined();
  }
});

test('what is no card is none: other codes, parts, and nothing', () => {
  for (const text of [
    '',
    'SIPPY',
    'https://example.com',
    payload.slice(0, -2),
    `${payload}0`,
    payload.replace('1', '2'),
  ])
    expect(readCardPayload(text), text).toBeUndefined();
});
