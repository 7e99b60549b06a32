/** How a product stands at a moment: on sale or not, and at what price. Pure. */
import { type MenuIndex, variantPrice } from '@sippy/order/selection';
import type { MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';

/** A product as its tile shows it. */
export interface Offer {
  /** Lowest price of its variants now, in minor units. */
  readonly price: bigint;
  /** Its variants cost differently: "from". */
  readonly from: boolean;
  /** The price is one of a daypart, below the usual one. */
  readonly reduced: boolean;
  readonly state: 'ON_SALE' | 'SOLD_OUT' | 'OUTSIDE_DAYPART';
  /** When it is expected back; missing where that is not known. */
  readonly returnTime: Date | undefined;
  /** Names of the dayparts it is sold in, where it is outside of them. */
  readonly dayparts: readonly string[];
}

/** How a product stands at a moment. */
export function offerOf(product: MenuProduct, index: MenuIndex, at: Date): Offer {
  const dayparts = index.dayparts(at);
  const prices = product.variants.map((variant) => variantPrice(variant, dayparts));
  const usual = product.variants.map((variant) => variant.price?.minor ?? 0n);
  const price = least(prices);
  const outside = product.daypartIds.length > 0 && !product.daypartIds.some((id) => dayparts.has(id));
  const soldOut = !isAvailable(product, at);
  return {
    price,
    from: prices.some((other) => other !== price),
    reduced: price < least(usual),
    state: soldOut ? 'SOLD_OUT' : outside ? 'OUTSIDE_DAYPART' : 'ON_SALE',
    returnTime: soldOut ? product.returnTime : undefined,
    dayparts: outside ? product.daypartIds.map((id) => index.daypartName(id)) : [],
  };
}

/** Whether something is on sale at a moment: not sold out, or back already. */
export function isAvailable(
  thing: { readonly available: boolean; readonly returnTime: Date | undefined },
  at: Date,
): boolean {
  return thing.available || (thing.returnTime !== undefined && thing.returnTime <= at);
}

function least(prices: readonly bigint[]): bigint {
  return prices.reduce((low, price) => (price < low ? price : low), prices[0] ?? 0n);
}
