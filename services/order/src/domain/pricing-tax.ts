import { type Rounding, roundedRatio, spread, WHOLE } from './money.ts';
import type { PricedTax, PriceStep, TaxTerms } from './pricing-terms.ts';

/** Something that is taxed: a line, or the charge for service (whose `lineId` is empty). */
export interface Taxable {
  readonly lineId: string;
  /** As priced: with tax where the tax is included, without where it is added. */
  readonly amount: bigint;
  readonly tax: TaxTerms | undefined;
}

interface Kind {
  readonly tax: TaxTerms;
  readonly members: number[];
  amount: bigint;
}

/** The tax of each taxable, and of each kind of tax in the order in which it first appears. */
export function priceTaxes(
  taxables: readonly Taxable[],
  level: 'LINE' | 'ORDER',
  rounding: Rounding,
  trace: PriceStep[] | undefined,
): { taxes: bigint[]; kinds: PricedTax[] } {
  const taxes: bigint[] = taxables.map(() => 0n);
  const kinds = kindsOf(taxables).map((kind): PricedTax => {
    const tax =
      level === 'LINE'
        ? taxPerLine(kind, taxables, rounding, taxes, trace)
        : taxPerOrder(kind, taxables, rounding, taxes, trace);
    const { category, name, bps, included } = kind.tax;
    return { category, name, bps, included, net: included ? kind.amount - tax : kind.amount, tax };
  });
  return { taxes, kinds };
}

function kindsOf(taxables: readonly Taxable[]): Kind[] {
  const kinds: Kind[] = [];
  for (const [i, { tax, amount }] of taxables.entries()) {
    if (!tax) continue;
    let kind = kinds.find((k) => sameKind(k.tax, tax));
    if (!kind) {
      kind = { tax, members: [], amount: 0n };
      kinds.push(kind);
    }
    kind.members.push(i);
    kind.amount += amount;
  }
  return kinds;
}

function sameKind(a: TaxTerms, b: TaxTerms): boolean {
  return a.category === b.category && a.bps === b.bps && a.included === b.included && a.name === b.name;
}

function taxPerLine(
  kind: Kind,
  taxables: readonly Taxable[],
  rounding: Rounding,
  taxes: bigint[],
  trace: PriceStep[] | undefined,
): bigint {
  let all = 0n;
  for (const i of kind.members) {
    const { amount, lineId } = taxables[i] ?? { amount: 0n, lineId: '' };
    const tax = taxOn(amount, kind.tax, rounding);
    taxes[i] = tax;
    all += tax;
    trace?.push(taxStep(kind.tax, lineId, amount, tax));
  }
  return all;
}

function taxPerOrder(
  kind: Kind,
  taxables: readonly Taxable[],
  rounding: Rounding,
  taxes: bigint[],
  trace: PriceStep[] | undefined,
): bigint {
  const tax = taxOn(kind.amount, kind.tax, rounding);
  trace?.push(taxStep(kind.tax, '', kind.amount, tax));
  const weights = kind.members.map((i) => taxables[i]?.amount ?? 0n);
  const parts = spread(tax, weights);
  for (const [position, i] of kind.members.entries()) {
    const part = parts[position] ?? 0n;
    taxes[i] = part;
    const lineId = taxables[i]?.lineId ?? '';
    const base = weights[position] ?? 0n;
    trace?.push({ ...taxStep(kind.tax, lineId, base, part), rule: 'TAX_SHARE' });
  }
  return tax;
}

function taxOn(amount: bigint, tax: TaxTerms, rounding: Rounding): bigint {
  const bps = BigInt(tax.bps);
  return roundedRatio(amount * bps, tax.included ? WHOLE + bps : WHOLE, rounding);
}

function taxStep(tax: TaxTerms, lineId: string, base: bigint, amount: bigint): PriceStep {
  const rule = tax.included ? 'TAX_INCLUDED' : 'TAX_ADDED';
  return { rule, lineId, sourceId: tax.category, name: tax.name, base, bps: tax.bps, amount };
}
