/**
 * The price of an order: one pure function for the server, the till and the browser. Money is whole minor units in
 * bigint; shares are rounded half to even (tax as the café says), and what is spread is spread by largest remainder, so
 * that parts always add up to the whole.
 */
import { least, roundedRatio, shareOf, spread } from './money.ts';
import { priceTaxes, type Taxable } from './pricing-tax.ts';
import type {
  DiscountTerms,
  LineTerms,
  OrderTerms,
  PricedCharge,
  PricedLine,
  PricedOrder,
  PriceStep,
  PricingInput,
  TaxTerms,
} from './pricing-terms.ts';
import { priceVouchers } from './pricing-vouchers.ts';

export { moneyText, type Rounding, roundedRatio, shareOf, spread } from './money.ts';
export type * from './pricing-terms.ts';

/** A line on its way: what is left of its amount, and what was taken off on the way. */
interface Open {
  readonly terms: LineTerms;
  readonly listPrice: bigint;
  readonly amount: bigint;
  readonly comp: bigint;
  readonly discounts: readonly bigint[];
  left: bigint;
}

/** Computes the price of an order. Every step is pushed to `trace`, if one is given, in the order of computing. */
export function priceOrder(input: PricingInput, trace?: PriceStep[]): PricedOrder {
  const open = input.lines.map((line) => openLine(line, trace));
  const discounts = input.discounts.map((discount) => discountOrder(discount, open, trace));
  const isDiscounted =
    discounts.some((off) => off > 0n) || open.some((line) => line.discounts.some((off) => off > 0n));
  const vouchers = priceVouchers(input.vouchers, open, isDiscounted, trace);
  const charge = chargeFor(input.terms, input.dineIn, open, trace);
  const taxables: Taxable[] = open.map((line) => ({
    lineId: line.terms.id,
    amount: line.left,
    tax: effective(line.terms.tax, input.dineIn),
  }));
  if (charge)
    taxables.push({ lineId: '', amount: charge.amount, tax: effective(charge.terms.tax, input.dineIn) });
  const taxed = priceTaxes(taxables, input.terms.taxLevel, input.terms.taxRounding, trace);

  const lines = open.map((line, i) => closeLine(line, taxables[i], taxed.taxes[i] ?? 0n));
  const serviceCharge = charge && closeCharge(charge, taxables[open.length], taxed.taxes[open.length] ?? 0n);
  const totals = {
    subtotal: sum(lines, (line) => line.amount),
    discount: sum(lines, (line) => line.discount),
    serviceCharge: serviceCharge?.total ?? 0n,
    taxIncluded: sum(taxed.kinds, (kind) => (kind.included ? kind.tax : 0n)),
    taxAdded: sum(taxed.kinds, (kind) => (kind.included ? 0n : kind.tax)),
    total: sum(lines, (line) => line.total) + (serviceCharge?.total ?? 0n),
  };
  if (trace) {
    for (const line of lines) trace.push(step('LINE_TOTAL', line.id, line.id, '', line.total));
    trace.push(step('ORDER_TOTAL', '', '', '', totals.total));
  }
  return { lines, discounts, vouchers, serviceCharge, taxes: taxed.kinds, totals };
}

/** Price of one of a line with its modifiers, by the menu; never below zero, however much is left out. */
function listPriceOf(line: Pick<LineTerms, 'variant' | 'modifiers'>): bigint {
  let price = line.variant.price;
  for (const modifier of line.modifiers) price += modifier.price * BigInt(modifier.quantity);
  return price < 0n ? 0n : price;
}

function openLine(line: LineTerms, trace: PriceStep[] | undefined): Open {
  const listPrice = listPriceOf(line);
  if (trace) traceListPrice(line, trace);
  const amount = amountOf(line, listPrice, trace);
  let left = amount;
  let comp = 0n;
  if (line.compedQuantity > 0) {
    const base = left;
    comp = roundedRatio(base * BigInt(line.compedQuantity), BigInt(line.quantity || 1), 'HALF_EVEN');
    comp = least(comp, left);
    left -= comp;
    trace?.push({ ...step('COMP', line.id, '', '', -comp), base, quantity: line.compedQuantity });
  }
  const discounts = line.discounts.map((discount) => {
    const off = takenOff(discount, left);
    trace?.push(discountStep('LINE_DISCOUNT', line.id, discount, left, off));
    left -= off;
    return off;
  });
  return { terms: line, listPrice, amount, comp, discounts, left };
}

function amountOf(line: LineTerms, listPrice: bigint, trace: PriceStep[] | undefined): bigint {
  const { override, quantity, id } = line;
  if (override && 'amount' in override) {
    const amount = roundedRatio(
      override.amount * BigInt(quantity),
      BigInt(override.atQuantity || 1),
      'HALF_EVEN',
    );
    trace?.push({ ...step('AMOUNT_OVERRIDE', id, '', '', amount), base: override.amount, quantity });
    return amount;
  }
  const unit = override ? override.unitPrice : listPrice;
  if (override) trace?.push(step('UNIT_PRICE_OVERRIDE', id, '', '', unit));
  const amount = unit * BigInt(quantity);
  trace?.push({ ...step('LINE_AMOUNT', id, '', '', amount), base: unit, quantity });
  return amount;
}

function traceListPrice(line: LineTerms, trace: PriceStep[]): void {
  trace.push(step('VARIANT_PRICE', line.id, line.variant.id, line.variant.name, line.variant.price));
  for (const { id, name, price, quantity } of line.modifiers) {
    trace.push({
      ...step('MODIFIER_PRICE', line.id, id, name, price * BigInt(quantity)),
      base: price,
      quantity,
    });
  }
}

function takenOff(discount: DiscountTerms, from: bigint): bigint {
  return least('bps' in discount.value ? shareOf(from, discount.value.bps) : discount.value.fixed, from);
}

function discountOrder(discount: DiscountTerms, open: Open[], trace: PriceStep[] | undefined): bigint {
  const weights = open.map((line) => line.left);
  const base = sum(weights, (weight) => weight);
  const off = takenOff(discount, base);
  trace?.push(discountStep('ORDER_DISCOUNT', '', discount, base, off));
  const parts = spread(off, weights);
  for (const [i, line] of open.entries()) {
    const part = parts[i] ?? 0n;
    if (part === 0n) continue;
    trace?.push(discountStep('ORDER_DISCOUNT_SHARE', line.terms.id, discount, line.left, part));
    line.left -= part;
  }
  return off;
}

interface OpenCharge {
  readonly terms: NonNullable<OrderTerms['serviceCharge']>;
  readonly amount: bigint;
}

function chargeFor(
  terms: OrderTerms,
  dineIn: boolean,
  open: readonly Open[],
  trace: PriceStep[] | undefined,
): OpenCharge | undefined {
  const charge = terms.serviceCharge;
  if (!charge || (charge.dineInOnly && !dineIn)) return undefined;
  const base = sum(open, (line) => line.left);
  const amount = shareOf(base, charge.bps);
  trace?.push({ ...step('SERVICE_CHARGE', '', '', charge.name, amount), base, bps: charge.bps });
  return { terms: charge, amount };
}

/** The tax with the rate that holds for the kind of order. */
function effective(tax: TaxTerms | undefined, dineIn: boolean): TaxTerms | undefined {
  if (!tax || dineIn || tax.takenAwayBps === undefined || tax.takenAwayBps === tax.bps) return tax;
  return { ...tax, bps: tax.takenAwayBps };
}

function closeLine(line: Open, taxable: Taxable | undefined, tax: bigint): PricedLine {
  const included = taxable?.tax?.included ?? false;
  return {
    id: line.terms.id,
    listPrice: line.listPrice,
    amount: line.amount,
    comp: line.comp,
    discounts: line.discounts,
    discount: line.amount - line.left,
    taxBps: taxable?.tax?.bps ?? 0,
    taxIncluded: included,
    net: included ? line.left - tax : line.left,
    tax,
    total: included ? line.left : line.left + tax,
  };
}

function closeCharge(charge: OpenCharge, taxable: Taxable | undefined, tax: bigint): PricedCharge {
  const included = taxable?.tax?.included ?? false;
  return {
    name: charge.terms.name,
    bps: charge.terms.bps,
    taxCategory: charge.terms.tax?.category ?? '',
    net: included ? charge.amount - tax : charge.amount,
    tax,
    total: included ? charge.amount : charge.amount + tax,
  };
}

function sum<T>(items: readonly T[], amount: (item: T) => bigint): bigint {
  let all = 0n;
  for (const item of items) all += amount(item);
  return all;
}

function step(
  rule: PriceStep['rule'],
  lineId: string,
  sourceId: string,
  name: string,
  amount: bigint,
): PriceStep {
  return { rule, lineId, sourceId, name, amount };
}

function discountStep(
  rule: PriceStep['rule'],
  lineId: string,
  discount: DiscountTerms,
  base: bigint,
  off: bigint,
): PriceStep {
  const made = { ...step(rule, lineId, discount.id, discount.name, -off), base };
  return 'bps' in discount.value ? { ...made, bps: discount.value.bps } : made;
}
