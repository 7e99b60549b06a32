import { newId } from '@sippy/kit/ids';
import type { TestHost } from '@sippy/kit/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { line, manager, newCafe, ordersAs, startOrders, type TestCafe } from './fixture.ts';

let host: TestHost;
let cafe: TestCafe;
beforeAll(async () => {
  host = await startOrders();
  cafe = await newCafe(host);
});
afterAll(() => host.stop());

const usd = (minor: bigint) => ({ currencyCode: 'USD', minor });
const pick = (modifierId: string, quantity = 0) => ({ modifierId, quantity, modifiers: [] });
const counts = async () => {
  const { rows } = await host
    .db('order')
    .query(
      'select (select count(*) from "order") o, (select count(*) from order_line) l, (select count(*) from event) e',
    );
  return rows[0];
};
/** Stand for the ids of the menu, which is made later. */
const [coffee, latte, large, oat, whole, vanilla] = [
  'coffee',
  'latte',
  'large',
  'oat',
  'whole',
  'vanilla',
].map((name) => `menu:${name}`) as [string, string, string, string, string, string];
const priced = (value: object, reason: object | undefined) => ({
  productId: coffee,
  quantity: 1,
  priceOverride: { price: { $case: 'amount', value }, reason },
});
const mistake = { code: 'CHANGE_REASON_CODE_MISTAKE' };

describe('what cannot be sold is refused by its field, and nothing is written', () => {
  const cases: [string, object, object][] = [
    [
      'an unknown product',
      { productId: newId(), quantity: 1 },
      { reason: 'NOT_ON_MENU', at: 'lines[0].product_id' },
    ],
    ['no variant where there are several', { productId: latte, quantity: 1 }, { at: 'lines[0].variant_id' }],
    [
      'a foreign variant',
      { productId: coffee, variantId: newId(), quantity: 1 },
      { reason: 'NOT_ON_MENU', at: 'lines[0].variant_id' },
    ],
    [
      'a foreign modifier',
      { productId: coffee, quantity: 1, modifiers: [pick(oat)] },
      { reason: 'NOT_ON_MENU', at: 'lines[0].modifiers[0].modifier_id' },
    ],
    [
      'a modifier twice',
      { productId: latte, variantId: large, quantity: 1, modifiers: [pick(oat), pick(oat)] },
      { at: 'lines[0].modifiers[1].modifier_id' },
    ],
    [
      'too much of a modifier',
      { productId: latte, variantId: large, quantity: 1, modifiers: [pick(vanilla, 4)] },
      { at: 'lines[0].modifiers[0].quantity' },
    ],
    [
      'too many of a group',
      { productId: latte, variantId: large, quantity: 1, modifiers: [pick(oat), pick(whole)] },
      { reason: 'MODIFIER_COUNT', at: 'lines[0].modifiers' },
    ],
    ['no quantity', { productId: coffee, quantity: 0 }, { at: 'lines[0].quantity' }],
    ['a negative quantity', { productId: coffee, quantity: -1 }, { at: 'lines[0].quantity' }],
    ['a huge quantity', { productId: coffee, quantity: 1000 }, { at: 'lines[0].quantity' }],
    ['no product id', { productId: 'coffee', quantity: 1 }, { at: 'lines[0].product_id' }],
    ['a control character', { productId: coffee, quantity: 1, note: 'a\u0000b' }, { at: 'lines[0].note' }],
    ['an overlong note', { productId: coffee, quantity: 1, note: 'x'.repeat(201) }, { at: 'lines[0].note' }],
    [
      'another currency',
      priced({ currencyCode: 'EUR', minor: 1n }, mistake),
      { reason: 'CURRENCY_MISMATCH', at: 'lines[0].price_override.amount' },
    ],
    ['a negative price', priced(usd(-1n), mistake), { at: 'lines[0].price_override.amount.minor' }],
    ['a price without a reason', priced(usd(1n), undefined), { at: 'lines[0].price_override.reason' }],
    [
      'an empty "other" reason',
      priced(usd(1n), { code: 'CHANGE_REASON_CODE_OTHER' }),
      { at: 'lines[0].price_override.reason.note' },
    ],
    ['an unknown reason', priced(usd(1n), { code: 77 }), { at: 'lines[0].price_override.reason.code' }],
  ];
  const real = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `bigint:${part}` : part)).replaceAll(
        /menu:(\w+)/g,
        (_, name: keyof TestCafe['menu']) => cafe.menu[name],
      ),
      (_, part) => (typeof part === 'string' && part.startsWith('bigint:') ? BigInt(part.slice(7)) : part),
    );

  test.each(cases)('%s', async (_, bad, { at, ...expected }: { at?: string }) => {
    const before = await counts();
    const request = { requestId: newId(), cafeId: cafe.cafeId, lines: [real(bad)] };
    await expect(ordersAs(host, cafe.staff(...manager)).placeOrder(request as never)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      ...expected,
      fields: [{ field: at }],
    });
    expect(await counts()).toEqual(before);
  });

  test('an unknown café', async () => {
    await expect(
      ordersAs(host).quoteOrder({ cafeId: newId(), lines: [line(cafe.menu.coffee)] }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
