import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LineTerms, type PriceStep, type PricingInput, priceOrder, type TaxTerms } from './pricing.ts';

const vat: TaxTerms = {
  category: 'standard',
  name: 'VAT 19 %',
  bps: 1900,
  takenAwayBps: 700,
  included: true,
};
const sales: TaxTerms = { category: 'sales', name: 'Sales tax', bps: 888, included: false };

const line = (id: string, price: bigint, more: Partial<LineTerms> = {}): LineTerms => ({
  id,
  productId: `p-${id}`,
  categoryId: 'drinks',
  quantity: 1,
  compedQuantity: 0,
  variant: { id: `v-${id}`, name: id, price },
  modifiers: [],
  discounts: [],
  ...more,
});

const order = (lines: LineTerms[], more: Partial<PricingInput> = {}): PricingInput => ({
  terms: { currency: 'EUR', taxLevel: 'ORDER', taxRounding: 'HALF_EVEN' },
  dineIn: true,
  lines,
  discounts: [],
  vouchers: [],
  ...more,
});

describe('the price of a line', () => {
  test('is variant plus modifiers, times quantity', () => {
    const modifiers = [
      { id: 'oat', name: 'Oat milk', price: 50n, quantity: 1 },
      { id: 'shot', name: 'Extra shot', price: 80n, quantity: 2 },
    ];
    const priced = priceOrder(order([line('latte', 450n, { quantity: 3, modifiers })]));
    expect(priced.lines[0]).toMatchObject({ listPrice: 660n, amount: 1980n, total: 1980n });
  });

  test('is never below zero, however much is left out', () => {
    const modifiers = [{ id: 'no', name: 'No cheese', price: -900n, quantity: 1 }];
    expect(priceOrder(order([line('toast', 500n, { modifiers })])).totals.total).toBe(0n);
  });

  test('is what somebody set for one, in place of menu and modifiers', () => {
    const priced = priceOrder(order([line('a', 450n, { quantity: 2, override: { unitPrice: 300n } })]));
    expect(priced.lines[0]).toMatchObject({ listPrice: 450n, amount: 600n });
  });

  test('is what somebody set for the whole line, in proportion to its quantity', () => {
    const override = { amount: 1000n, atQuantity: 3 };
    const at = (quantity: number) =>
      priceOrder(order([line('a', 450n, { quantity, override })])).totals.total;
    expect([at(3), at(2), at(1), at(6), at(0)]).toEqual([1000n, 667n, 333n, 2000n, 0n]);
  });

  test('leaves out free ones, and all of it when all are free', () => {
    const at = (compedQuantity: number) =>
      priceOrder(order([line('a', 450n, { quantity: 2, compedQuantity })])).lines[0];
    expect(at(1)).toMatchObject({ amount: 900n, comp: 450n, discount: 450n, total: 450n });
    expect(at(2)).toMatchObject({ comp: 900n, total: 0n });
  });
});

describe('discounts', () => {
  test('come one after the other off what is left, and never below zero', () => {
    const discounts = [
      { id: 'd1', name: 'Ten percent', value: { bps: 1000 } },
      { id: 'd2', name: 'Five off', value: { fixed: 500n } },
      { id: 'd3', name: 'More', value: { fixed: 99_999n } },
    ];
    const priced = priceOrder(order([line('a', 1000n, { discounts })]));
    expect(priced.lines[0]?.discounts).toEqual([100n, 500n, 400n]);
    expect(priced.totals).toMatchObject({ subtotal: 1000n, discount: 1000n, total: 0n });
  });

  test('on the order come after those on lines and are spread over lines that still cost something', () => {
    const free = line('free', 700n, { compedQuantity: 1 });
    const discounts = [{ id: 'd', name: 'One off', value: { fixed: 100n } }];
    const priced = priceOrder(order([line('a', 100n), free, line('b', 200n)], { discounts }));
    expect(priced.lines.map((l) => l.total)).toEqual([67n, 0n, 133n]);
    expect(priced.discounts).toEqual([100n]);
  });
});

describe('tax', () => {
  test('that is included does not change what the guest pays', () => {
    const priced = priceOrder(order([line('a', 1190n, { tax: vat })]));
    expect(priced.totals).toMatchObject({ total: 1190n, taxIncluded: 190n, taxAdded: 0n });
    expect(priced.lines[0]).toMatchObject({ net: 1000n, tax: 190n });
  });

  test('that is added comes on top', () => {
    const priced = priceOrder(order([line('a', 1000n, { tax: sales })]));
    expect(priced.totals).toMatchObject({ total: 1089n, taxIncluded: 0n, taxAdded: 89n });
  });

  test('has the rate of food that is taken away', () => {
    const priced = priceOrder(order([line('a', 1070n, { tax: vat })], { dineIn: false }));
    expect(priced.taxes).toEqual([
      { category: 'standard', name: 'VAT 19 %', bps: 700, included: true, net: 1000n, tax: 70n },
    ]);
  });

  test('is rounded once per order or once per line, as the café has it', () => {
    const lines = [
      line('a', 5n, { tax: sales }),
      line('b', 5n, { tax: sales }),
      line('c', 5n, { tax: sales }),
    ];
    const at = (taxLevel: 'LINE' | 'ORDER') =>
      priceOrder(order(lines, { terms: { currency: 'USD', taxLevel, taxRounding: 'HALF_EVEN' } }));
    expect(at('LINE').totals.taxAdded).toBe(0n);
    expect(at('ORDER').totals.taxAdded).toBe(1n);
    expect(at('ORDER').lines.map((l) => l.tax)).toEqual([1n, 0n, 0n]);
  });

  test('is not taken on a line without a tax rule', () => {
    expect(priceOrder(order([line('a', 1000n)])).taxes).toEqual([]);
  });
});

describe('the charge for service', () => {
  const terms = (tax?: TaxTerms) => ({
    currency: 'EUR',
    taxLevel: 'ORDER' as const,
    taxRounding: 'HALF_EVEN' as const,
    serviceCharge: { name: 'Service', bps: 1000, dineInOnly: true, tax },
  });

  test('is a share of the lines after discounts, untaxed where it has no tax', () => {
    const discounts = [{ id: 'd', name: 'Half', value: { bps: 5000 } }];
    const priced = priceOrder(order([line('a', 1000n, { tax: sales })], { terms: terms(), discounts }));
    expect(priced.serviceCharge).toMatchObject({ net: 50n, tax: 0n, total: 50n });
    expect(priced.totals.total).toBe(500n + 44n + 50n);
  });

  test('is taxed with its own category', () => {
    const priced = priceOrder(order([line('a', 1000n)], { terms: terms(sales) }));
    expect(priced.serviceCharge).toMatchObject({ net: 100n, tax: 9n, total: 109n });
    expect(priced.totals).toMatchObject({ serviceCharge: 109n, taxAdded: 9n, total: 1109n });
  });

  test('is not taken on what is taken away where only eating in is charged', () => {
    const priced = priceOrder(order([line('a', 1000n)], { terms: terms(), dineIn: false }));
    expect(priced.serviceCharge).toBeUndefined();
  });
});

const tax = fc.record({
  category: fc.constantFrom('standard', 'food', 'drink'),
  name: fc.constantFrom('A', 'B'),
  bps: fc.nat({ max: 3000 }),
  takenAwayBps: fc.option(fc.nat({ max: 3000 }), { nil: undefined }),
  included: fc.boolean(),
});
const money = fc.bigInt({ min: 0n, max: 10n ** 9n });
const discount = fc.record({
  id: fc.uuid(),
  name: fc.string(),
  value: fc.oneof(fc.record({ bps: fc.integer({ min: 1, max: 10_000 }) }), fc.record({ fixed: money })),
});
const anyLine = fc
  .record({
    id: fc.uuid(),
    quantity: fc.nat({ max: 999 }),
    comped: fc.nat({ max: 999 }),
    price: money,
    modifiers: fc.array(
      fc.record({
        id: fc.uuid(),
        name: fc.string(),
        price: fc.bigInt({ min: -1000n, max: 1000n }),
        quantity: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 3 },
    ),
    override: fc.option(
      fc.oneof(
        fc.record({ unitPrice: money }),
        fc.record({ amount: money, atQuantity: fc.integer({ min: 1, max: 999 }) }),
      ),
      { nil: undefined },
    ),
    discounts: fc.array(discount, { maxLength: 3 }),
    tax: fc.option(tax, { nil: undefined }),
  })
  .map(
    ({ comped, price, ...rest }): LineTerms => ({
      ...rest,
      productId: `p${rest.quantity % 3}`,
      categoryId: `c${rest.quantity % 2}`,
      compedQuantity: Math.min(comped, rest.quantity),
      variant: { id: 'v', name: '', price },
    }),
  );
const voucher = fc.record({
  id: fc.uuid(),
  name: fc.string(),
  value: fc.oneof(
    fc.record({ bps: fc.integer({ min: 1, max: 10_000 }) }),
    fc.record({ fixed: fc.bigInt({ min: 1n, max: 10n ** 9n }) }),
    fc.record({
      free: fc.integer({ min: 1, max: 20 }),
      buy: fc.nat({ max: 10 }),
      productIds: fc.subarray(['p0', 'p1', 'p2']),
      categoryIds: fc.subarray(['c0', 'c1']),
    }),
  ),
  minimum: fc.oneof(fc.constant(0n), money),
  alone: fc.boolean(),
});
const anyOrder: fc.Arbitrary<PricingInput> = fc.record({
  terms: fc.record({
    currency: fc.constantFrom('USD', 'EUR', 'JPY', 'KWD'),
    taxLevel: fc.constantFrom('LINE', 'ORDER'),
    taxRounding: fc.constantFrom('HALF_EVEN', 'HALF_UP', 'UP', 'DOWN'),
    serviceCharge: fc.option(
      fc.record({
        name: fc.string(),
        bps: fc.integer({ min: 1, max: 10_000 }),
        dineInOnly: fc.boolean(),
        tax: fc.option(tax, { nil: undefined }),
      }),
      { nil: undefined },
    ),
  }),
  dineIn: fc.boolean(),
  lines: fc.array(anyLine, { maxLength: 12 }),
  discounts: fc.array(discount, { maxLength: 3 }),
  vouchers: fc.array(voucher, { maxLength: 4 }),
});

describe('whatever is ordered', () => {
  const sum = <T>(items: readonly T[], of: (item: T) => bigint) =>
    items.reduce((all, item) => all + of(item), 0n);

  test('the parts add up to the whole, in any currency and with any tax', () => {
    fc.assert(
      fc.property(anyOrder, (input) => {
        const { lines, totals, taxes, serviceCharge, discounts, vouchers } = priceOrder(input);
        expect(sum(lines, (l) => l.total) + (serviceCharge?.total ?? 0n)).toBe(totals.total);
        expect(sum(lines, (l) => l.amount)).toBe(totals.subtotal);
        expect(sum(lines, (l) => l.discount)).toBe(totals.discount);
        expect(sum(lines, (l) => l.tax) + (serviceCharge?.tax ?? 0n)).toBe(sum(taxes, (t) => t.tax));
        expect(sum(taxes, (t) => t.tax)).toBe(totals.taxIncluded + totals.taxAdded);
        expect(totals.subtotal - totals.discount + totals.serviceCharge + addedOnLines(lines)).toBe(
          totals.total,
        );
        const ofLines = sum(lines, (l) => l.comp + sum(l.discounts, (d) => d));
        const ofOrder = sum(discounts, (d) => d) + sum(vouchers, (v) => v.amount);
        expect(ofLines + ofOrder).toBe(totals.discount);
        for (const l of lines) expect(l.net + l.tax).toBe(l.total);
      }),
    );
  });

  test('no line, tax, charge or total is negative, and nothing is taken off beyond what there is', () => {
    fc.assert(
      fc.property(anyOrder, (input) => {
        const { lines, totals, taxes } = priceOrder(input);
        for (const l of lines) {
          expect(
            l.amount >= 0n && l.net >= 0n && l.tax >= 0n && l.total >= 0n && l.discount <= l.amount,
          ).toBe(true);
        }
        for (const t of taxes) expect(t.tax >= 0n && t.net >= 0n).toBe(true);
        expect(totals.total >= 0n).toBe(true);
      }),
    );
  });

  test('the trace explains every line and the total, and tracing changes no amount', () => {
    fc.assert(
      fc.property(anyOrder, (input) => {
        const trace: PriceStep[] = [];
        const priced = priceOrder(input, trace);
        expect(priced).toEqual(priceOrder(input));
        expect(trace.at(-1)).toMatchObject({ rule: 'ORDER_TOTAL', amount: priced.totals.total });
        const off = (s: PriceStep) =>
          ['COMP', 'LINE_DISCOUNT', 'ORDER_DISCOUNT_SHARE', 'VOUCHER_SHARE'].includes(s.rule);
        expect(-sum(trace.filter(off), (s) => s.amount)).toBe(priced.totals.discount);
        const totals = trace.filter((s) => s.rule === 'LINE_TOTAL').map((s) => s.amount);
        expect(totals).toEqual(priced.lines.map((l) => l.total));
      }),
    );
  });

  test('one more discount never makes an order without vouchers dearer', () => {
    fc.assert(
      fc.property(anyOrder, discount, (any, more) => {
        const input = { ...any, vouchers: [] };
        const before = priceOrder(input).totals;
        const after = priceOrder({ ...input, discounts: [...input.discounts, more] }).totals;
        expect(after.total).toBeLessThanOrEqual(before.total);
      }),
    );
  });

  function addedOnLines(lines: readonly { taxIncluded: boolean; tax: bigint }[]): bigint {
    return sum(lines, (l) => (l.taxIncluded ? 0n : l.tax));
  }
});

test('pricing needs nothing of Node, so that the browser runs the very same code', () => {
  for (const file of [
    'money.ts',
    'pricing.ts',
    'pricing-tax.ts',
    'pricing-terms.ts',
    'pricing-vouchers.ts',
  ]) {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8');
    const imports = [...source.matchAll(/from '([^']+)'/g)].map((match) => match[1] ?? '');
    expect(imports.every((name) => name.startsWith('./'))).toBe(true);
    expect(source).not.toMatch(/\b(process|Buffer|require|Date|Math\.random)\b/);
  }
});
