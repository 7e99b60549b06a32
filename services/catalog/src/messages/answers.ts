import {
  type Allergen,
  type Category,
  Daypart,
  type ModifierGroup,
  type ModifierOverride,
  type Product,
  type ProductOverride,
} from '@sippy/proto/catalog/v1/catalog';
import type { Money } from '@sippy/proto/type/v1/money';
import type {
  category as CategoryRow,
  daypart as DaypartRow,
  modifier_group as GroupRow,
  modifier_override as ModifierOverrideRow,
  modifier as ModifierRow,
  product_override as ProductOverrideRow,
  product as ProductRow,
  variant as VariantRow,
} from '../../gen/prisma/client.ts';
import type { Loose, StoredDaypartPrice, StoredVariantPrice } from '../store/rows.ts';

/** An amount from its columns. */
export function moneyOf(currencyCode: string, minor: bigint | number | string): Money {
  return { currencyCode, minor: BigInt(minor) };
}

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
      price: moneyOf(variant.currency_code, variant.price),
    })),
    modifierGroupIds: row.modifier_group_ids,
    allergens: row.allergens as Allergen[],
    position: row.position,
    daypartIds: row.daypart_ids,
    version: BigInt(row.version),
  };
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
      price: moneyOf(modifier.currency_code, modifier.price),
      nestedGroupId: modifier.nested_group_id ?? '',
      maxQuantity: modifier.max_quantity,
      isDefault: modifier.is_default,
    })),
    version: BigInt(row.version),
  };
}

/** A daypart from its row. */
export function daypartOf(row: Loose<DaypartRow>): Daypart {
  const prices = (row.prices as unknown as StoredDaypartPrice[]).map(
    ({ target: [$case, value], price, off_bps }) => ({
      target: { $case, value },
      how: price ? { $case: 'price', value: moneyOf(...price) } : { $case: 'offBps', value: off_bps ?? 0 },
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

/** What a café changes about a product, from its row. */
export function productOverrideOf(row: ProductOverrideRow): ProductOverride {
  const prices = row.prices as unknown as StoredVariantPrice[];
  return {
    productId: row.product_id,
    hidden: row.hidden,
    prices: prices.map(({ variant_id, currency_code, price }) => ({
      variantId: variant_id,
      price: moneyOf(currency_code, price),
    })),
  };
}

/** What a café changes about a modifier, from its row. */
export function modifierOverrideOf(row: ModifierOverrideRow): ModifierOverride {
  const { modifier_id: modifierId, hidden, currency_code, price } = row;
  return {
    modifierId,
    hidden,
    price: currency_code === null || price === null ? undefined : moneyOf(currency_code, price),
  };
}
