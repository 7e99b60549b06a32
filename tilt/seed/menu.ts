/** The demo café's menu as the catalogue takes it, with ids that are always the same. */
import { Weekday } from '@sippy/proto/type/v1/weekday';
import { type GroupPlan, groups, happyHour } from './choice-plan.ts';
import { demoId } from './demo.ts';
import { categories } from './menu-plan.ts';

const currencyCode = 'EUR';

/** An amount of the demo's currency, of so many cents. */
export const euros = (minor: number | bigint) => ({ currencyCode, minor: BigInt(minor) });

/** The menu as `ImportMenu` takes it. */
export function demoMenu() {
  return {
    categories: categories.map(({ name, prepared, colour }, position) => ({
      categoryId: categoryId(name),
      name,
      position,
      colour,
      needsPreparation: prepared,
    })),
    products: categories.flatMap((category) =>
      category.products.map((product, position) => ({
        productId: productId(product.name),
        categoryId: categoryId(category.name),
        name: product.name,
        description: product.description ?? '',
        taxCategory: category.tax,
        position,
        variants: Object.entries(product.sizes).map(([size, minor]) => ({
          variantId: variantId(product.name, size),
          name: size,
          price: euros(minor),
        })),
        modifierGroupIds: (product.groups ?? []).map(groupId),
        allergens: [...(product.allergens ?? [])],
      })),
    ),
    modifierGroups: groups.map(groupOf),
    dayparts: [daypart()],
  };
}

function groupOf({ name, min, max, modifiers, most, nested, usual }: GroupPlan) {
  return {
    modifierGroupId: groupId(name),
    name,
    minChoices: min,
    maxChoices: max,
    modifiers: Object.entries(modifiers).map(([modifier, minor]) => ({
      modifierId: modifierId(modifier),
      name: modifier,
      price: euros(minor),
      maxQuantity: most ?? 1,
      nestedGroupId: nested?.[modifier] ? groupId(nested[modifier]) : '',
      isDefault: modifier === usual,
    })),
  };
}

function daypart() {
  const { name, starts, ends, offBps, prices } = happyHour;
  const { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY } = Weekday;
  return {
    daypartId: demoId(`daypart/${name}`),
    name,
    windows: [{ weekdays: [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY], starts, ends }],
    prices: [
      ...Object.entries(offBps).map(([category, value]) => ({
        target: { $case: 'categoryId' as const, value: categoryId(category) },
        how: { $case: 'offBps' as const, value },
      })),
      ...Object.entries(prices).map(([variant, minor]) => ({
        target: { $case: 'variantId' as const, value: demoId(`variant/${variant}`) },
        how: { $case: 'price' as const, value: euros(minor) },
      })),
    ],
  };
}

/** Id of a category of the menu. */
export function categoryId(name: string): string {
  return demoId(`category/${name}`);
}

/** Id of a product. */
export function productId(name: string): string {
  return demoId(`product/${name}`);
}

/** Id of a size of a product. */
export function variantId(product: string, size: string): string {
  return demoId(`variant/${product}/${size}`);
}

/** Id of a modifier; their names are all different. */
export function modifierId(name: string): string {
  return demoId(`modifier/${name}`);
}

/** A product for the first order. */
export const firstProduct = {
  productId: productId('Flat White'),
  variantId: variantId('Flat White', 'Regular'),
  name: 'Flat White',
};

function groupId(name: string): string {
  return demoId(`group/${name}`);
}
