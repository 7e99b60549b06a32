import {
  type Allergen,
  type Category,
  Daypart,
  type ModifierGroup,
  type Product,
} from '@sippy/proto/catalog/v1/catalog';
import type {
  category as CategoryRow,
  daypart as DaypartRow,
  modifier_group as GroupRow,
  modifier as ModifierRow,
  product as ProductRow,
  variant as VariantRow,
} from '../../gen/prisma/client.ts';

/** A row as JSON has it: its big integers are numbers or texts. */
export type Loose<Row> = { [K in keyof Row]: Row[K] extends bigint ? bigint | number | string : Row[K] };

/** A category from its row. */
export function categoryOf(row: Loose<CategoryRow>): Category {
  return {
    categoryId: row.category_id,
    organisationId: row.organisation_id,
    name: row.name,
    position: row.position,
    colour: row.colour,
    needsPreparation: row.needs_preparation,
    daypartIds: row.daypart_ids,
    version: BigInt(row.version),
  };
}

/** The row of a category. */
export function categoryRow(category: Category): Loose<CategoryRow> {
  return {
    category_id: category.categoryId,
    organisation_id: category.organisationId,
    name: category.name,
    position: category.position,
    colour: category.colour,
    needs_preparation: category.needsPreparation,
    daypart_ids: category.daypartIds,
    version: category.version,
  };
}

/** A product from its row and those of its variants, which are in their order. */
export function productOf(row: Loose<ProductRow>, variants: readonly Loose<VariantRow>[]): Product {
  return {
    productId: row.product_id,
    organisationId: row.organisation_id,
    categoryId: row.category_id,
    name: row.name,
    description: row.description,
    taxCategory: row.tax_category,
    variants: variants.map((variant) => ({
      variantId: variant.variant_id,
      name: variant.name,
      price: { currencyCode: variant.currency_code, minor: BigInt(variant.price) },
    })),
    modifierGroupIds: row.modifier_group_ids,
    allergens: row.allergens as Allergen[],
    position: row.position,
    daypartIds: row.daypart_ids,
    version: BigInt(row.version),
  };
}

/** The row of a product, without its variants. */
export function productRow(product: Product): Loose<ProductRow> {
  return {
    product_id: product.productId,
    organisation_id: product.organisationId,
    category_id: product.categoryId,
    name: product.name,
    description: product.description,
    tax_category: product.taxCategory,
    modifier_group_ids: product.modifierGroupIds,
    allergens: product.allergens,
    position: product.position,
    daypart_ids: product.daypartIds,
    version: product.version,
  };
}

/** The rows of a product's variants. */
export function variantRows(product: Product): Loose<VariantRow>[] {
  return product.variants.map((variant, position) => ({
    variant_id: variant.variantId,
    organisation_id: product.organisationId,
    product_id: product.productId,
    name: variant.name,
    currency_code: variant.price?.currencyCode ?? '',
    price: variant.price?.minor ?? 0n,
    position,
  }));
}

/** A modifier group from its row and those of its modifiers, which are in their order. */
export function groupOf(row: Loose<GroupRow>, modifiers: readonly Loose<ModifierRow>[]): ModifierGroup {
  return {
    modifierGroupId: row.modifier_group_id,
    organisationId: row.organisation_id,
    name: row.name,
    minChoices: row.min_choices,
    maxChoices: row.max_choices,
    modifiers: modifiers.map((modifier) => ({
      modifierId: modifier.modifier_id,
      name: modifier.name,
      price: { currencyCode: modifier.currency_code, minor: BigInt(modifier.price) },
      nestedGroupId: modifier.nested_group_id ?? '',
      maxQuantity: modifier.max_quantity,
      isDefault: modifier.is_default,
    })),
    version: BigInt(row.version),
  };
}

/** The row of a modifier group, without its modifiers. */
export function groupRow(group: ModifierGroup): Loose<GroupRow> {
  return {
    modifier_group_id: group.modifierGroupId,
    organisation_id: group.organisationId,
    name: group.name,
    min_choices: group.minChoices,
    max_choices: group.maxChoices,
    version: group.version,
  };
}

/** The rows of a group's modifiers. */
export function modifierRows(group: ModifierGroup): Loose<ModifierRow>[] {
  return group.modifiers.map((modifier, position) => ({
    modifier_id: modifier.modifierId,
    organisation_id: group.organisationId,
    modifier_group_id: group.modifierGroupId,
    name: modifier.name,
    currency_code: modifier.price?.currencyCode ?? '',
    price: modifier.price?.minor ?? 0n,
    nested_group_id: modifier.nestedGroupId || null,
    max_quantity: modifier.maxQuantity,
    is_default: modifier.isDefault,
    position,
  }));
}

interface StoredPrice {
  target: [string, string];
  price?: [string, string];
  off_bps?: number;
}

/** A daypart from its row. */
export function daypartOf(row: Loose<DaypartRow>): Daypart {
  const prices = (row.prices as unknown as StoredPrice[]).map(
    ({ target: [$case, value], price, off_bps }) => ({
      target: { $case, value },
      how: price
        ? { $case: 'price', value: { currencyCode: price[0], minor: BigInt(price[1]) } }
        : { $case: 'offBps', value: off_bps ?? 0 },
    }),
  );
  return Daypart.fromPartial({
    daypartId: row.daypart_id,
    organisationId: row.organisation_id,
    name: row.name,
    windows: row.windows as object[],
    prices: prices as Daypart['prices'],
    version: BigInt(row.version),
  });
}

/** The row of a daypart. */
export function daypartRow(daypart: Daypart): Loose<DaypartRow> {
  const prices = daypart.prices.map(({ target, how }): StoredPrice => {
    const named: [string, string] = [target?.$case ?? '', target?.value ?? ''];
    if (how?.$case !== 'price') return { target: named, off_bps: how?.value ?? 0 };
    return { target: named, price: [how.value.currencyCode, String(how.value.minor)] };
  });
  return {
    daypart_id: daypart.daypartId,
    organisation_id: daypart.organisationId,
    name: daypart.name,
    windows: daypart.windows as unknown as DaypartRow['windows'],
    prices: prices as unknown as DaypartRow['prices'],
    version: daypart.version,
  };
}
