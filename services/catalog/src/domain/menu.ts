import type {
  Category,
  Daypart,
  DaypartPrice,
  Menu,
  MenuDaypartPrice,
  MenuModifier,
  MenuModifierGroup,
  MenuProduct,
  MenuVariant,
  Modifier,
  ModifierGroup,
  Product,
  Variant,
} from '@sippy/proto/catalog/v1/catalog';
import type { Money } from '@sippy/proto/type/v1/money';
import type { Catalogue } from './catalogue.ts';

/** What one café says about what its organisation sells. */
export interface CafeChanges {
  /** Products that it does not sell. */
  hiddenProducts: ReadonlySet<string>;
  /** Modifiers that it does not offer. */
  hiddenModifiers: ReadonlySet<string>;
  /** Its prices, by the id of the variant or modifier. */
  prices: ReadonlyMap<string, Money>;
  /** What it has run out of, by id, and when that is expected back. */
  soldOut: ReadonlyMap<string, Date | undefined>;
}

/** The café that a menu is for, and the version that it gets. */
export type MenuHead = Pick<Menu, 'cafeId' | 'organisationId' | 'version' | 'currencyCode' | 'timeZone'>;

/** The menu of a café: what it sells, at its prices. What has no price in its currency is not on it. */
export function buildMenu(head: MenuHead, catalogue: Catalogue, cafe: CafeChanges): Menu {
  const categories = [...catalogue.categories.values()].sort((a, b) =>
    byPlace(a, b, a.categoryId, b.categoryId),
  );
  const products = categories.flatMap((category) =>
    [...catalogue.products.values()]
      .filter(
        (product) =>
          product.categoryId === category.categoryId && !cafe.hiddenProducts.has(product.productId),
      )
      .sort((a, b) => byPlace(a, b, a.productId, b.productId))
      .flatMap((product) => menuProduct(head, catalogue, cafe, category, product)),
  );
  const filled = new Set(products.map((product) => product.categoryId));
  const groups = menuGroups(head, catalogue, cafe, products);
  return {
    ...head,
    categories: categories.filter((category) => filled.has(category.categoryId)).map(menuCategory),
    products,
    modifierGroups: groups,
    dayparts: menuDayparts(catalogue, products),
  };
}

function byPlace(
  a: { position: number; name: string },
  b: { position: number; name: string },
  aId: string,
  bId: string,
): number {
  return a.position - b.position || compare(a.name, b.name) || compare(aId, bId);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function menuCategory({
  categoryId,
  name,
  position,
  colour,
  needsPreparation,
}: Category): Menu['categories'][number] {
  return { categoryId, name, position, colour, needsPreparation };
}

function menuProduct(
  head: MenuHead,
  catalogue: Catalogue,
  cafe: CafeChanges,
  category: Category,
  product: Product,
): MenuProduct[] {
  const variants = product.variants.flatMap((variant) => {
    const price = priceAt(head, cafe, variant.variantId, variant.price);
    return price ? [menuVariant(head, catalogue, category, product, variant, price)] : [];
  });
  if (variants.length === 0) return [];
  const { productId, categoryId, name, description, taxCategory, modifierGroupIds, allergens } = product;
  return [
    {
      productId,
      categoryId,
      name,
      description,
      taxCategory,
      variants,
      modifierGroupIds,
      allergens,
      available: !cafe.soldOut.has(productId),
      returnTime: cafe.soldOut.get(productId),
      daypartIds: product.daypartIds.length > 0 ? product.daypartIds : category.daypartIds,
    },
  ];
}

/** The price at a café: its own, else the usual one if that is in its currency (nothing is free in any). */
function priceAt(head: MenuHead, cafe: CafeChanges, id: string, usual: Money | undefined): Money | undefined {
  const { currencyCode } = head;
  const own = cafe.prices.get(id);
  if (own?.currencyCode === currencyCode) return own;
  if (usual?.currencyCode === currencyCode) return usual;
  return usual?.minor === 0n ? { currencyCode, minor: 0n } : undefined;
}

function menuVariant(
  head: MenuHead,
  catalogue: Catalogue,
  category: Category,
  product: Product,
  { variantId, name }: Variant,
  price: Money,
): MenuVariant {
  const targets = [variantId, product.productId, category.categoryId];
  const daypartPrices = [...catalogue.dayparts.values()].flatMap((daypart): MenuDaypartPrice[] => {
    const reduced = priceIn(head, daypart, targets, price);
    return reduced ? [{ daypartId: daypart.daypartId, price: reduced }] : [];
  });
  daypartPrices.sort((a, b) => compare(a.daypartId, b.daypartId));
  return { variantId, name, price, daypartPrices };
}

/** The price in a daypart: that of the most particular target that has one. */
function priceIn(
  head: MenuHead,
  daypart: Daypart,
  targets: readonly string[],
  usual: Money,
): Money | undefined {
  for (const id of targets) {
    const found = daypart.prices.find((price) => price.target?.value === id);
    const price = found && priceOf(found, usual);
    if (price?.currencyCode === head.currencyCode) return price;
  }
  return undefined;
}

function priceOf({ how }: DaypartPrice, usual: Money): Money | undefined {
  switch (how?.$case) {
    case 'price':
      return how.value;
    case 'offBps':
      return {
        currencyCode: usual.currencyCode,
        minor: halfEven(usual.minor * BigInt(10_000 - how.value), 10_000n),
      };
    case undefined:
      return undefined;
  }
}

/** A quotient of numbers that are not negative, rounded half to even. */
export function halfEven(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice === denominator) return whole + (whole % 2n);
  return twice > denominator ? whole + 1n : whole;
}

function menuGroups(
  head: MenuHead,
  { groups }: Catalogue,
  cafe: CafeChanges,
  products: readonly MenuProduct[],
): MenuModifierGroup[] {
  const first = new Set(products.flatMap((product) => product.modifierGroupIds));
  const built = new Map<string, MenuModifierGroup>();
  const build = (id: string): void => {
    const group = groups.get(id);
    if (!group || built.has(id)) return;
    const shown = menuGroup(head, group, cafe);
    built.set(id, shown);
    for (const { nestedGroupId } of shown.modifiers) build(nestedGroupId);
  };
  for (const id of first) build(id);
  return [...built.values()].sort((a, b) => compare(a.modifierGroupId, b.modifierGroupId));
}

function menuGroup(head: MenuHead, group: ModifierGroup, cafe: CafeChanges): MenuModifierGroup {
  const { modifierGroupId, name, minChoices, maxChoices } = group;
  const modifiers = group.modifiers.flatMap((modifier) => menuModifier(head, modifier, cafe));
  return { modifierGroupId, name, minChoices, maxChoices, modifiers };
}

function menuModifier(head: MenuHead, modifier: Modifier, cafe: CafeChanges): MenuModifier[] {
  const { modifierId, name, nestedGroupId, maxQuantity, isDefault } = modifier;
  const price = priceAt(head, cafe, modifierId, modifier.price);
  if (!price || cafe.hiddenModifiers.has(modifierId)) return [];
  return [
    {
      modifierId,
      name,
      price,
      available: !cafe.soldOut.has(modifierId),
      returnTime: cafe.soldOut.get(modifierId),
      nestedGroupId,
      maxQuantity: Math.max(1, maxQuantity),
      isDefault,
    },
  ];
}

function menuDayparts({ dayparts }: Catalogue, products: readonly MenuProduct[]): Menu['dayparts'] {
  const used = new Set(
    products.flatMap((product) => [
      ...product.daypartIds,
      ...product.variants.flatMap((variant) => variant.daypartPrices.map((price) => price.daypartId)),
    ]),
  );
  return [...dayparts.values()]
    .filter((daypart) => used.has(daypart.daypartId))
    .sort((a, b) => compare(a.daypartId, b.daypartId))
    .map(({ daypartId, name, windows }) => ({ daypartId, name, windows }));
}
