import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type LineTerms,
  type PriceStep,
  type PricingInput,
  priceOrder,
  type VoucherTerms,
} from './pricing.ts';

const line = (id: string, price: bigint, more: Partial<LineTerms> = {}): LineTerms => ({
  ...{
    id,
    productId: id,
    categoryId: 'drinks',
    quantity: 1,
    compedQuantity: 0,
    modifiers: [],
    discounts: [],
  },
  variant: { id: `v-${id}`, name: id, price },
  ...more,
});
const voucher = (value: VoucherTerms['value'], more: Partial<VoucherTerms> = {}): VoucherTerms => ({
  ...{ id: 'voucher', name: 'Welcome', value, minimum: 0n, alone: false },
  ...more,
});
const items = (free: number, buy = 0, productIds: string[] = []) => ({
  ...{ free, buy, productIds, categoryIds: [] },
});
const order = (
  lines: LineTerms[],
  vouchers: VoucherTerms[],
  discounts: PricingInput['discounts'] = [],
): PricingInput => ({
  ...{ dineIn: false, lines, discounts, vouchers },
  terms: { currency: 'EUR', taxLevel: 'ORDER', taxRounding: 'HALF_EVEN' },
});
const amounts = (input: PricingInput) => priceOrder(input).vouchers.map(({ amount }) => amount);
const misfits = (input: PricingInput) => priceOrder(input).vouchers.map(({ misfit }) => misfit);

describe('a voucher', () => {
  test('takes off a share or an amount, never more than there is', () => {
    const lines = [line('a', 300n), line('b', 100n)];
    expect(amounts(order(lines, [voucher({ bps: 2500 })]))).toEqual([100n]);
    expect(amounts(order(lines, [voucher({ fixed: 150n })]))).toEqual([150n]);
    expect(priceOrder(order(lines, [voucher({ fixed: 900n })])).totals.total).toBe(0n);
  });

  test('makes the dearest that matches free, its modifiers and what was taken off it counted', () => {
    const milk = { id: 'oat', name: 'Oat', price: 60n, quantity: 1 };
    const half = { id: 'd', name: 'Half', value: { bps: 5000 } };
    const lines = [
      line('a', 300n, { quantity: 2 }),
      line('b', 280n, { modifiers: [milk] }),
      line('c', 900n, { discounts: [half], quantity: 3 }),
    ];
    expect(amounts(order(lines, [voucher(items(1))]))).toEqual([450n]);
    expect(amounts(order(lines, [voucher(items(1, 0, ['a', 'b']))]))).toEqual([340n]);
    expect(amounts(order(lines, [voucher({ ...items(1), categoryIds: ['food'] })]))).toEqual([0n]);
  });

  test('with others to be bought makes the next free, and needs them all', () => {
    const lines = [line('a', 300n, { quantity: 2 }), line('b', 250n)];
    expect(amounts(order(lines, [voucher(items(1, 2))]))).toEqual([250n]);
    expect(amounts(order(lines, [voucher(items(5, 1))]))).toEqual([550n]);
    expect(misfits(order(lines, [voucher(items(1, 3))]))).toEqual(['NO_MATCHING_ITEM']);
    const comped = [line('a', 300n, { quantity: 3, compedQuantity: 1 })];
    expect(misfits(order(comped, [voucher(items(1, 2))]))).toEqual(['NO_MATCHING_ITEM']);
  });

  test('counts only from its minimum on, after discounts and before other vouchers', () => {
    const tenth = { id: 'd', name: '', value: { bps: 1000 } };
    const welcome = voucher({ fixed: 100n }, { minimum: 500n });
    expect(amounts(order([line('a', 500n)], [welcome]))).toEqual([100n]);
    expect(misfits(order([line('a', 500n)], [welcome], [tenth]))).toEqual(['BELOW_MINIMUM']);
    expect(amounts(order([line('a', 500n)], [voucher({ fixed: 200n }), welcome]))).toEqual([200n, 100n]);
  });

  test('that goes with nothing else counts alone, if the others together are worth less', () => {
    const lines = [line('a', 1000n)];
    const alone = voucher({ fixed: 400n }, { alone: true });
    const small = voucher({ fixed: 150n });
    expect(amounts(order(lines, [small, alone, small]))).toEqual([0n, 400n, 0n]);
    expect(misfits(order(lines, [small, alone]))).toEqual(['NOT_COMBINABLE', undefined]);
    expect(amounts(order(lines, [small, alone, small, small]))).toEqual([150n, 0n, 150n, 150n]);
    const discount = { id: 'd', name: '', value: { fixed: 10n } };
    expect(misfits(order(lines, [alone], [discount]))).toEqual(['NOT_COMBINABLE']);
  });

  test('is named in the trace, by the order and by each line, before service charge and tax', () => {
    const trace: PriceStep[] = [];
    const tax = { category: 'standard', name: 'Sales tax', bps: 1000, included: false };
    const lines = [line('a', 300n, { tax }), line('b', 100n, { tax })];
    const priced = priceOrder(order(lines, [voucher({ bps: 5000 })]), trace);
    expect(trace.filter(({ rule }) => rule.startsWith('VOUCHER'))).toMatchObject([
      { rule: 'VOUCHER', name: 'Welcome', sourceId: 'voucher', base: 400n, bps: 5000, amount: -200n },
      { rule: 'VOUCHER_SHARE', lineId: 'a', name: 'Welcome', amount: -150n },
      { rule: 'VOUCHER_SHARE', lineId: 'b', name: 'Welcome', amount: -50n },
    ]);
    expect(priced.totals).toMatchObject({ discount: 200n, taxAdded: 20n, total: 220n });
  });
});

test('several vouchers take off what they say, say why where they do not, and never make an order dearer', () => {
  const anyVoucher = fc.record({
    id: fc.uuid(),
    name: fc.constant(''),
    value: fc.oneof(
      fc.record({ bps: fc.integer({ min: 1, max: 10_000 }) }),
      fc.record({ fixed: fc.bigInt({ min: 1n, max: 2000n }) }),
      fc.record({
        ...{ free: fc.integer({ min: 1, max: 4 }), buy: fc.nat({ max: 3 }) },
        ...{ productIds: fc.subarray(['a', 'b']), categoryIds: fc.constant([]) },
      }),
    ),
    minimum: fc.bigInt({ min: 0n, max: 1500n }),
    alone: fc.boolean(),
  });
  const anyLine = fc
    .record({
      ...{ id: fc.constantFrom('a', 'b', 'c'), price: fc.bigInt({ min: 0n, max: 900n }) },
      quantity: fc.nat({ max: 4 }),
    })
    .map(({ id, price, quantity }) => line(id, price, { quantity }));
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 5 }), fc.array(anyVoucher, { maxLength: 4 }), (lines, all) => {
      const before = priceOrder(order(lines, [])).totals.total;
      const { vouchers, totals } = priceOrder(order(lines, all));
      expect(vouchers.reduce((sum, { amount }) => sum + amount, 0n)).toBe(before - totals.total);
      for (const { amount, misfit } of vouchers) expect(amount > 0n).toBe(misfit === undefined);
      const counting = all.filter((_, i) => !vouchers[i]?.misfit);
      expect(counting.length <= 1 || counting.every(({ alone }) => !alone)).toBe(true);
      for (const one of all) {
        const alone = priceOrder(order(lines, [one])).totals.total;
        expect(totals.total).toBeLessThanOrEqual(one.alone || all.every((v) => v.alone) ? alone : before);
      }
    }),
  );
});
