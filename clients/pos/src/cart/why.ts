/** The trace of a price in words. Pure. */
import type { PriceStep } from '@sippy/order/pricing';

/** A step as the catalogue says it: `why.rule.<key>` with its values; amounts are minor units. */
export interface WhyStep {
  readonly key: string;
  readonly name: string;
  readonly quantity: number;
  /** Percent, such as 12.5; undefined where the rule has none. */
  readonly percent: number | undefined;
  readonly base: bigint | undefined;
  readonly amount: bigint;
}

/** The steps of a line, or with an empty id those of the order, as they are to be read. What changes nothing is left out. */
export function whySteps(trace: readonly PriceStep[], lineId: string): WhyStep[] {
  return trace
    .filter((step) => step.lineId === lineId && isTelling(step))
    .map(({ rule, name, quantity = 1, bps, base, amount }) => ({
      key: keyOf(rule, quantity, bps),
      name,
      quantity,
      percent: bps === undefined ? undefined : bps / 100,
      base,
      amount,
    }));
}

function isTelling({ rule, amount, quantity = 1 }: PriceStep): boolean {
  switch (rule) {
    case 'MODIFIER_PRICE':
    case 'COMP':
    case 'LINE_DISCOUNT':
    case 'ORDER_DISCOUNT':
    case 'ORDER_DISCOUNT_SHARE':
    case 'VOUCHER':
    case 'VOUCHER_SHARE':
    case 'TAX_INCLUDED':
    case 'TAX_ADDED':
      return amount !== 0n;
    // One of something costs what one costs.
    case 'LINE_AMOUNT':
      return quantity !== 1;
    case 'TAX_SHARE':
      return false;
    default:
      return true;
  }
}

function keyOf(rule: PriceStep['rule'], quantity: number, bps: number | undefined): string {
  const isShare = bps !== undefined && ['LINE_DISCOUNT', 'ORDER_DISCOUNT', 'VOUCHER'].includes(rule);
  const isSeveral = quantity > 1 && rule === 'MODIFIER_PRICE';
  return `${rule}${isShare ? '_BPS' : ''}${isSeveral ? '_SEVERAL' : ''}`;
}
