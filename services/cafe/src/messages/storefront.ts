import type { Cafe, OpeningHours, Storefront, TaxSettings } from '@sippy/proto/cafe/v1/cafe';
import { opennessAt } from '../domain/opening-hours.ts';

/** The part of a café that guests may know, at a moment. */
export function storefrontOf(
  cafe: Cafe & { openingHours: OpeningHours; tax: TaxSettings },
  now: Date,
): Storefront {
  return {
    cafeId: cafe.cafeId,
    name: cafe.name,
    slug: cafe.slug,
    address: cafe.address,
    currencyCode: cafe.currencyCode,
    timeZone: cafe.timeZone,
    openingHours: cafe.openingHours,
    openState: opennessAt(cafe.openingHours, cafe.timeZone, now),
    busyMode: cafe.busyMode,
    taxTreatment: cafe.tax.treatment,
  };
}
