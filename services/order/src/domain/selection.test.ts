import { Menu } from '@sippy/proto/catalog/v1/catalog';
import { describe, expect, test } from 'vitest';
import { indexMenu } from './menu-index.ts';
import { type LineChoice, type SelectionMoment, selectLine } from './selection.ts';

const usd = (minor: bigint) => ({ currencyCode: 'USD', minor });
const menu = indexMenu(
  Menu.fromPartial({
    version: 7n,
    currencyCode: 'USD',
    timeZone: 'America/New_York',
    categories: [{ categoryId: 'drinks', name: 'Drinks', needsPreparation: true }],
    products: [
      {
        productId: 'latte',
        categoryId: 'drinks',
        name: 'Latte',
        taxCategory: 'standard',
        available: true,
        variants: [
          {
            variantId: 'small',
            name: 'Small',
            price: usd(400n),
            daypartPrices: [
              { daypartId: 'happy', price: usd(300n) },
              { daypartId: 'late', price: usd(250n) },
            ],
          },
          { variantId: 'large', name: 'Large', price: usd(500n) },
        ],
        modifierGroupIds: ['milk', 'extra'],
      },
      {
        productId: 'pancakes',
        categoryId: 'none',
        name: 'Pancakes',
        available: true,
        variants: [{ variantId: 'only', name: 'Stack', price: usd(900n) }],
        daypartIds: ['breakfast'],
      },
      {
        productId: 'muffin',
        categoryId: 'none',
        name: 'Muffin',
        available: false,
        returnTime: new Date('2026-03-02T15:00:00Z'),
        variants: [{ variantId: 'one', price: usd(300n) }],
      },
    ],
    modifierGroups: [
      {
        modifierGroupId: 'milk',
        name: 'Milk',
        minChoices: 1,
        maxChoices: 1,
        modifiers: [
          {
            modifierId: 'whole',
            name: 'Whole',
            price: usd(0n),
            available: true,
            isDefault: true,
            maxQuantity: 1,
          },
          {
            modifierId: 'plant',
            name: 'Plant',
            price: usd(50n),
            available: true,
            nestedGroupId: 'kind',
            maxQuantity: 1,
          },
        ],
      },
      {
        modifierGroupId: 'kind',
        name: 'Kind of plant',
        minChoices: 1,
        maxChoices: 1,
        modifiers: [
          { modifierId: 'oat', name: 'Oat', price: usd(10n), available: true, maxQuantity: 1 },
          { modifierId: 'soy', name: 'Soy', price: usd(0n), available: false, maxQuantity: 1 },
        ],
      },
      {
        modifierGroupId: 'extra',
        name: 'Extras',
        maxChoices: 3,
        modifiers: [{ modifierId: 'shot', name: 'Shot', price: usd(80n), available: true, maxQuantity: 5 }],
      },
    ],
    dayparts: [
      {
        daypartId: 'happy',
        name: 'Happy hour',
        windows: [{ weekdays: ['WEEKDAY_MONDAY'], starts: '15:00', ends: '17:00' }],
      },
      {
        daypartId: 'late',
        name: 'Late',
        windows: [{ weekdays: ['WEEKDAY_MONDAY'], starts: '16:00', ends: '02:00' }],
      },
      {
        daypartId: 'breakfast',
        name: 'Breakfast',
        windows: [{ weekdays: ['WEEKDAY_MONDAY'], starts: '07:00', ends: '11:00' }],
      },
    ],
  }),
);
const tax = { category: 'standard', name: 'VAT', bps: 1900, included: true };
const rules = { taxOf: (category: string) => (category === 'standard' ? tax : undefined) };
const monday = (time: string): SelectionMoment => ({
  at: new Date(`2026-03-02T${time}:00-05:00`),
  onSaleOnly: true,
});
const select = (choice: Partial<LineChoice>, moment = monday('09:00')) =>
  selectLine(
    menu,
    rules,
    { productId: 'latte', variantId: 'small', modifiers: [], ...choice },
    moment,
    'lines[0]',
  );
const pick = (
  modifierId: string,
  quantity = 1,
  modifiers: { modifierId: string; quantity: number }[] = [],
) => ({
  modifierId,
  quantity,
  modifiers,
});
const ids = (line: ReturnType<typeof select>) =>
  line.modifiers.map(({ id, parentId }) => `${parentId}>${id}`);

describe('a choice from a menu', () => {
  test('carries name, price, tax, preparation and the version of the menu', () => {
    expect(select({ variantId: 'large' })).toMatchObject({
      productName: 'Latte',
      variantName: 'Large',
      variantPrice: 500n,
      needsPreparation: true,
      menuVersion: 7n,
      tax,
    });
    expect(select({ productId: 'pancakes', variantId: '' })).toMatchObject({
      variantName: '',
      tax: undefined,
    });
  });

  test('costs the lowest price of the dayparts that are on, by the clock on the café’s wall', () => {
    const at = (time: string) => select({}, monday(time)).variantPrice;
    expect([at('14:59'), at('15:00'), at('16:00'), at('17:00'), at('23:59')]).toEqual([
      400n,
      300n,
      250n,
      250n,
      250n,
    ]);
    expect(select({}, { at: new Date('2026-03-03T01:59:00-05:00'), onSaleOnly: true }).variantPrice).toBe(
      250n,
    );
    expect(select({}, { at: new Date('2026-03-03T02:00:00-05:00'), onSaleOnly: true }).variantPrice).toBe(
      400n,
    );
  });

  test('has what a modifier asks for in turn', () => {
    const nested = select({
      modifiers: [pick('plant', 1, [{ modifierId: 'oat', quantity: 0 }]), pick('shot', 3)],
    });
    expect(ids(nested)).toEqual(['>plant', 'plant>oat', '>shot']);
    expect(ids(select({}))).toEqual(['>whole']);
  });
});

describe('a choice is refused', () => {
  const refusal = (choice: Partial<LineChoice>, moment?: SelectionMoment) => {
    try {
      select(choice, moment);
    } catch (error) {
      const { reason, fields, message } = error as {
        reason: string;
        fields: { field: string }[];
        message: string;
      };
      return [reason, fields[0]?.field ?? message];
    }
    return undefined;
  };

  test('when a nested choice is missing, unknown or sold out', () => {
    const nested = (modifierId: string) =>
      refusal({ modifiers: [pick('plant', 1, [{ modifierId, quantity: 1 }])] });
    expect(refusal({ modifiers: [pick('plant')] })).toEqual([
      'MODIFIER_COUNT',
      'lines[0].modifiers[0].modifiers',
    ]);
    expect(nested('whole')).toEqual(['NOT_ON_MENU', 'lines[0].modifiers[0].modifiers[0].modifier_id']);
    expect(nested('soy')).toEqual(['UNAVAILABLE_PRODUCT', 'Soy is sold out.']);
  });

  test('when a group has too many, counted as often as each is chosen', () => {
    expect(refusal({ modifiers: [pick('shot', 4)] })).toEqual(['MODIFIER_COUNT', 'lines[0].modifiers']);
    expect(refusal({ modifiers: [pick('shot', 6)] })).toEqual([
      'INVALID_FIELD',
      'lines[0].modifiers[0].quantity',
    ]);
  });

  test('when it is sold at other times only', () => {
    const pancakes = { productId: 'pancakes', variantId: '' };
    expect(refusal(pancakes, monday('10:59'))).toBeUndefined();
    expect(refusal(pancakes, monday('11:00'))).toEqual([
      'OUTSIDE_DAYPART',
      'Pancakes is sold in Breakfast only.',
    ]);
  });

  test('while it is sold out, until it is back', () => {
    const muffin = { productId: 'muffin', variantId: '' };
    expect(refusal(muffin, monday('09:59'))).toEqual(['UNAVAILABLE_PRODUCT', 'Muffin is sold out.']);
    expect(refusal(muffin, monday('10:00'))).toBeUndefined();
  });

  test('not when it was sold already', () => {
    const before = { ...monday('12:00'), onSaleOnly: false };
    expect(refusal({ productId: 'pancakes', variantId: '' }, before)).toBeUndefined();
    expect(
      refusal({ productId: 'muffin', variantId: '' }, { ...monday('09:00'), onSaleOnly: false }),
    ).toBeUndefined();
  });
});
