import { indexMenu, selectLine } from '@sippy/order/selection';
import { Menu } from '@sippy/proto/web/catalog/v1/catalog';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Choices,
  choiceKey,
  countOf,
  defaultChoices,
  missingOf,
  openGroups,
  readChoices,
  tap,
  toModifiers,
} from './choices.ts';

const at = new Date('2026-03-02T12:00:00Z');
const price = { currencyCode: 'EUR', minor: 50n };
const modifier = (modifierId: string, more: object = {}) => ({
  modifierId,
  name: modifierId,
  price,
  available: true,
  maxQuantity: 1,
  ...more,
});
const index = indexMenu(
  Menu.fromPartial({
    currencyCode: 'EUR',
    timeZone: 'Europe/Paris',
    products: [
      {
        productId: 'latte',
        name: 'Latte',
        available: true,
        variants: [{ variantId: 'v', price: { currencyCode: 'EUR', minor: 400n } }],
        modifierGroupIds: ['milk', 'shots', 'syrups'],
      },
    ],
    modifierGroups: [
      {
        modifierGroupId: 'milk',
        minChoices: 1,
        maxChoices: 1,
        modifiers: [
          modifier('whole', { isDefault: true }),
          modifier('oat'),
          modifier('soy', { available: false }),
        ],
      },
      { modifierGroupId: 'shots', maxChoices: 3, modifiers: [modifier('shot', { maxQuantity: 3 })] },
      {
        modifierGroupId: 'syrups',
        maxChoices: 2,
        modifiers: [
          modifier('vanilla', { nestedGroupId: 'strength' }),
          modifier('caramel'),
          modifier('hazel'),
        ],
      },
      {
        modifierGroupId: 'strength',
        minChoices: 1,
        maxChoices: 1,
        modifiers: [modifier('light'), modifier('strong', { isDefault: true })],
      },
    ],
  }),
);
const latte = index.product('latte')?.product;
if (!latte) throw new Error('the menu of the test has no latte');

const begin = () => defaultChoices(latte, index, at);
function tapOn(choices: Choices, modifierId: string): Choices {
  const open = openGroups(latte as NonNullable<typeof latte>, index, choices).find(({ group }) =>
    group.modifiers.some((one) => one.modifierId === modifierId),
  );
  const found = open?.group.modifiers.find((one) => one.modifierId === modifierId);
  return open && found ? tap(latte as NonNullable<typeof latte>, index, choices, open, found, at) : choices;
}
const names = ['whole', 'oat', 'soy', 'shot', 'vanilla', 'caramel', 'hazel', 'light', 'strong'];

test('a choice of one takes the place of the other and is never empty again', () => {
  const oat = tapOn(begin(), 'oat');
  expect(oat).toEqual({ [choiceKey('', 'oat')]: 1 });
  expect(tapOn(oat, 'oat')).toEqual(oat);
});

test('what is sold out cannot be chosen', () => {
  expect(tapOn(begin(), 'soy')).toEqual(begin());
});

test('each tap on what can be had several times is one more, and after the last none', () => {
  const counts = [1, 2, 3, 4].map((taps) => {
    let choices = begin();
    for (let i = 0; i < taps; i++) choices = tapOn(choices, 'shot');
    return choices[choiceKey('', 'shot')] ?? 0;
  });
  expect(counts).toEqual([1, 2, 3, 0]);
});

test('a modifier brings the group that nests in it, with its default, and takes it along when it goes', () => {
  const vanilla = tapOn(begin(), 'vanilla');
  expect(vanilla[choiceKey('vanilla', 'strong')]).toBe(1);
  const light = tapOn(vanilla, 'light');
  expect(light[choiceKey('vanilla', 'light')]).toBe(1);
  expect(light[choiceKey('vanilla', 'strong')]).toBeUndefined();
  expect(tapOn(light, 'vanilla')).toEqual(begin());
});

test('whatever is tapped, no group ever holds more than its most', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names)), (taps) => {
      const choices = taps.reduce(tapOn, begin());
      for (const open of openGroups(latte, index, choices)) {
        expect(countOf(open, choices)).toBeLessThanOrEqual(open.group.maxChoices);
      }
    }),
  );
});

test('what is chosen without anything missing is accepted by the rules that the server sells by', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names)), (taps) => {
      const choices = taps.reduce(tapOn, begin());
      const missing = openGroups(latte, index, choices).some((open) => missingOf(open, choices) > 0);
      expect(missing).toBe(false);
      const line = { productId: 'latte', variantId: 'v', modifiers: toModifiers(latte, index, choices) };
      const selected = selectLine(index, { taxOf: () => undefined }, line, { at, onSaleOnly: true }, 'line');
      expect(selected.modifiers).toHaveLength(Object.keys(choices).length);
    }),
  );
});

test('choices that went into a line come back out of it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names)), (taps) => {
      const choices = taps.reduce(tapOn, begin());
      expect(readChoices(latte, index, toModifiers(latte, index, choices))).toEqual(choices);
    }),
  );
});
