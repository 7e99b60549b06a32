import { expect, test } from 'vitest';
import { normaliseEmail } from './formats.ts';

test('addresses are compared without case', () => {
  expect(normaliseEmail(' Sue.Tindale@Example.COM ')).toBe('sue.tindale@example.com');
});
