/** What vouchers take off an order: best first, as its guest would have it. */
import { least, roundedRatio, shareOf, spread } from './money.ts';
import type {
  FreeItems,
  LineTerms,
  PricedVoucher,
  PriceStep,
  VoucherMisfit,
  VoucherTerms,
} from './pricing-terms.ts';

/** A line with what is left of its amount. */
interface Left {
  readonly terms: LineTerms;
  left: bigint;
}

/** What a voucher would take off each line. */
type Offer = { readonly parts: readonly bigint[]; readonly off: bigint } | { readonly misfit: VoucherMisfit };

/** Vouchers that go together, in the order in which they are taken off. */
interface Plan {
  readonly taken: readonly {
    readonly index: number;
    readonly parts: readonly bigint[];
    readonly off: bigint;
  }[];
  readonly off: bigint;
}

/**
 * Takes vouchers off what is left of lines. Of those that go with nothing else, the best one counts, or all others together if
 * they take off no less; the greatest is taken off first, ties in order. What takes off nothing says why.
 */
export function priceVouchers(
  vouchers: readonly VoucherTerms[],
  lines: Left[],
  isDiscounted: boolean,
  trace: PriceStep[] | undefined,
): PricedVoucher[] {
  if (vouchers.length === 0) return [];
  const left = lines.map((line) => line.left);
  const base = total(left);
  const offers = vouchers.map((voucher): Offer => {
    if (voucher.alone && isDiscounted) return { misfit: 'NOT_COMBINABLE' };
    return base < voucher.minimum ? { misfit: 'BELOW_MINIMUM' } : offerOf(voucher, lines, left);
  });
  const plan = bestPlan(vouchers, offers, lines, left);
  for (const { index, parts, off } of plan.taken) {
    const voucher = vouchers[index];
    if (voucher) takeOff(voucher, parts, off, lines, trace);
  }
  return offers.map((offer, index): PricedVoucher => {
    const taken = plan.taken.find((one) => one.index === index);
    if (taken) return { amount: taken.off };
    if ('misfit' in offer) return { amount: 0n, misfit: offer.misfit };
    const isOut = vouchers[index]?.alone || plan.taken.some((one) => vouchers[one.index]?.alone);
    return { amount: 0n, misfit: isOut && plan.taken.length > 0 ? 'NOT_COMBINABLE' : 'NOTHING_LEFT' };
  });
}

function bestPlan(
  vouchers: readonly VoucherTerms[],
  offers: readonly Offer[],
  lines: readonly Left[],
  left: readonly bigint[],
): Plan {
  const fitting = offers.flatMap((offer, index) => ('parts' in offer ? [{ index, ...offer }] : []));
  const together = combined(
    vouchers,
    fitting.filter(({ index }) => !vouchers[index]?.alone).map(({ index }) => index),
    lines,
    left,
  );
  return fitting
    .filter(({ index, off }) => vouchers[index]?.alone && off > 0n)
    .map((offer): Plan => ({ taken: [offer], off: offer.off }))
    .reduce((best, plan) => (plan.off > best.off ? plan : best), together);
}

/** The greatest of what is left of the others is taken off again and again, until none takes off anything. */
function combined(
  vouchers: readonly VoucherTerms[],
  indices: readonly number[],
  lines: readonly Left[],
  left: readonly bigint[],
): Plan {
  const taken: Plan['taken'][number][] = [];
  let open = [...indices];
  let rest = left;
  while (open.length > 0) {
    const best = open
      .flatMap((index) => {
        const voucher = vouchers[index];
        const offer = voucher && offerOf(voucher, lines, rest);
        return offer && 'parts' in offer ? [{ index, ...offer }] : [];
      })
      .reduce<Plan['taken'][number] | undefined>((a, b) => (a && a.off >= b.off ? a : b), undefined);
    if (!best || best.off === 0n) break;
    taken.push(best);
    rest = rest.map((amount, i) => amount - (best.parts[i] ?? 0n));
    open = open.filter((index) => index !== best.index);
  }
  return { taken, off: total(taken.map(({ off }) => off)) };
}

function offerOf({ value }: VoucherTerms, lines: readonly Left[], left: readonly bigint[]): Offer {
  if ('free' in value) return freeItems(value, lines, left);
  const base = total(left);
  const off = least('bps' in value ? shareOf(base, value.bps) : value.fixed, base);
  return off === 0n ? { misfit: 'NOTHING_LEFT' } : { parts: spread(off, left), off };
}

/** Of those that match, dearest first, some are bought and those that follow are free. */
function freeItems(value: FreeItems, lines: readonly Left[], left: readonly bigint[]): Offer {
  const matching = lines
    .map(({ terms }, i) => ({
      i,
      units: terms.quantity - terms.compedQuantity,
      left: left[i] ?? 0n,
      matches: matches(value, terms),
    }))
    .filter(({ matches: isMatch, units }) => isMatch && units > 0)
    .sort((a, b) => compare(b.left * BigInt(a.units), a.left * BigInt(b.units)) || a.i - b.i);
  if (matching.reduce((sum, { units }) => sum + units, 0) <= value.buy) return { misfit: 'NO_MATCHING_ITEM' };
  const parts = left.map(() => 0n);
  let bought = value.buy;
  let free = value.free;
  for (const line of matching) {
    const passed = Math.min(bought, line.units);
    bought -= passed;
    const given = Math.min(free, line.units - passed);
    free -= given;
    const off = roundedRatio(line.left * BigInt(given), BigInt(line.units), 'HALF_EVEN');
    parts[line.i] = least(off, line.left);
  }
  const off = total(parts);
  return off === 0n ? { misfit: 'NOTHING_LEFT' } : { parts, off };
}

function matches({ productIds, categoryIds }: FreeItems, { productId, categoryId }: LineTerms): boolean {
  if (productIds.length === 0 && categoryIds.length === 0) return true;
  return productIds.includes(productId) || categoryIds.includes(categoryId);
}

function takeOff(
  voucher: VoucherTerms,
  parts: readonly bigint[],
  off: bigint,
  lines: Left[],
  trace: PriceStep[] | undefined,
): void {
  const { id, name, value } = voucher;
  const about = { sourceId: id, name, ...('bps' in value ? { bps: value.bps } : {}) };
  const base = total(lines.map((line) => line.left));
  trace?.push({ rule: 'VOUCHER', lineId: '', ...about, base, amount: -off });
  for (const [i, line] of lines.entries()) {
    const part = parts[i] ?? 0n;
    if (part === 0n) continue;
    trace?.push({ rule: 'VOUCHER_SHARE', lineId: line.terms.id, ...about, base: line.left, amount: -part });
    line.left -= part;
  }
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
