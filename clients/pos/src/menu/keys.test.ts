import fc from 'fast-check';
import { expect, test } from 'vitest';
import { categoryAt, categoryKey, codeLength, digitOf, optionKey, tileCode, typeDigit } from './keys.ts';

const pages = fc
  .integer({ min: 1, max: 999 })
  .chain((count) => fc.record({ count: fc.constant(count), position: fc.nat({ max: count - 1 }) }));

test('typing the number that a tile shows comes to that tile, and not a digit earlier', () => {
  fc.assert(
    fc.property(pages, ({ count, position }) => {
      let typed = '';
      const code = tileCode(position, count);
      for (const [i, digit] of [...code].entries()) {
        const next = typeDigit(typed, digit, count);
        expect(next.position).toBe(i === code.length - 1 ? position : undefined);
        typed = next.typed;
      }
      expect(typed).toBe('');
    }),
  );
});

test('no two tiles of a page have the same number', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), (count) => {
      const codes = Array.from({ length: count }, (_, i) => tileCode(i, count));
      expect(new Set(codes).size).toBe(count);
      expect(codes.every((code) => code.length === codeLength(count))).toBe(true);
    }),
  );
});

test('a number that no tile has is forgotten', () => {
  expect(typeDigit('9', '9', 40)).toEqual({ typed: '' });
  expect(typeDigit('0', '0', 40)).toEqual({ typed: '' });
});

test('each of the first 36 categories has a key of its own that leads back to it', () => {
  const keys = Array.from({ length: 36 }, (_, i) => categoryKey(i));
  expect(new Set(keys).size).toBe(36);
  for (const [i, key] of keys.entries()) {
    expect(categoryAt(/\d/.test(key ?? '') ? `Digit${key}` : `Key${key}`, 36)).toBe(i);
  }
  expect(categoryKey(36)).toBeUndefined();
});

test('a key of a category that is not there shows none', () => {
  expect(categoryAt('Digit5', 4)).toBeUndefined();
  expect(categoryAt('Enter', 4)).toBeUndefined();
});

test('digits count from the row and from the number pad', () => {
  expect(digitOf('Digit7')).toBe('7');
  expect(digitOf('Numpad0')).toBe('0');
  expect(digitOf('KeyA')).toBeUndefined();
});

test('options never take the key of the note', () => {
  const keys = Array.from({ length: 40 }, (_, i) => optionKey(i)).filter(Boolean);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).not.toContain('n');
});
