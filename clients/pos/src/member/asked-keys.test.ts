import { expect, test } from 'vitest';
import { askedKeys } from './asked-keys.ts';

test.each([
  ['SIPPY:1:482109357:ABCDEFGHIJKLMNOP:K', ['scan']],
  ['sippy:1:482109357:abcdefghijklmnop:k', ['scan']],
  ['+49 (171) 555-01 02', ['phone']],
  ['0049 171 5550102', ['phone']],
  ['4821-0935-7', ['membershipNumber', 'cardNumber']],
  ['004210937', ['membershipNumber', 'phone']],
  ['Ada@Example.com', ['email']],
  ['GOLD-17', ['cardNumber']],
  ['  ', []],
])('“%s” is looked up by %j', (text, kinds) => {
  expect(askedKeys(text).map(({ $case }) => $case)).toEqual(kinds);
});

test('a telephone number begins with a plus, whatever stands between its digits', () => {
  expect(askedKeys('0049 171-555 01 02')).toEqual([{ $case: 'phone', value: '+491715550102' }]);
});
