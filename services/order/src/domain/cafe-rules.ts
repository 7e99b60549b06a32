import type { Cafe, TaxSettings } from '@sippy/proto/cafe/v1/cafe';
import type { Rounding } from './money.ts';
import type { OrderTerms, TaxTerms } from './pricing-terms.ts';

/** What a café's settings mean to its orders. */
export interface CafeRules {
  readonly cafeId: string;
  readonly organisationId: string;
  readonly version: bigint;
  readonly currency: string;
  readonly timeZone: string;
  /** HH:MM at which a business day begins. */
  readonly cutover: string;
  readonly terms: OrderTerms;
  readonly fireWhenPaid: boolean;
  readonly onlineLeaseMs: number;
  readonly tradingSince: Date;
  /** Tax of a category of products; undefined where it is not taxed. */
  taxOf(category: string): TaxTerms | undefined;
}

/** Reads a café's settings. */
export function cafeRules(cafe: Cafe): CafeRules {
  const taxes = new Map((cafe.tax?.rules ?? []).map((rule) => [rule.taxCategory, taxTerms(rule, cafe.tax)]));
  const charge = cafe.serviceCharge;
  return {
    cafeId: cafe.cafeId,
    organisationId: cafe.organisationId,
    version: cafe.version,
    currency: cafe.currencyCode,
    timeZone: cafe.timeZone,
    cutover: cafe.businessDayCutover,
    terms: {
      currency: cafe.currencyCode,
      taxLevel: cafe.tax?.level === 'TAX_LEVEL_LINE' ? 'LINE' : 'ORDER',
      taxRounding: roundingOf(cafe.tax),
      serviceCharge: charge && {
        name: charge.name,
        bps: charge.bps,
        dineInOnly: charge.dineInOnly,
        tax: taxes.get(charge.taxCategory),
      },
    },
    fireWhenPaid: cafe.fireWhenPaid,
    onlineLeaseMs: cafe.onlinePaymentLeaseMinutes * 60_000,
    tradingSince: cafe.tradingSince ?? new Date(0),
    taxOf: (category) => taxes.get(category),
  };
}

function taxTerms(rule: TaxSettings['rules'][number], tax: TaxSettings | undefined): TaxTerms {
  const stated = rule.treatment === 'TAX_TREATMENT_UNSPECIFIED' ? tax?.treatment : rule.treatment;
  return {
    category: rule.taxCategory,
    name: rule.name,
    bps: rule.bps,
    ...(rule.takeawayBps === undefined ? {} : { takenAwayBps: rule.takeawayBps }),
    included: stated !== 'TAX_TREATMENT_ADDITIVE',
  };
}

function roundingOf(tax: TaxSettings | undefined): Rounding {
  switch (tax?.roundingMode) {
    case 'ROUNDING_MODE_HALF_UP':
      return 'HALF_UP';
    case 'ROUNDING_MODE_UP':
      return 'UP';
    case 'ROUNDING_MODE_DOWN':
      return 'DOWN';
    default:
      return 'HALF_EVEN';
  }
}
