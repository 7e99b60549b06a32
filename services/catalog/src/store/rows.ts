import type { Category, Daypart, ModifierGroup, Product } from '@sippy/proto/catalog/v1/catalog';
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

/** A price as a daypart's row keeps it in its list. */
export interface StoredDaypartPrice {
  /** Kind and id of what it is for. */
  target: [string, string];
  /** Currency and minor units; without it `off_bps` says what is taken off. */
  price?: [string, string];
  off_bps?: number;
}

/** A price as a product override's row keeps it in its list. */
export interface StoredVariantPrice {
  variant_id: string;
  currency_code: string;
  /** Minor units. */
  price: number | string;
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

/** The row of a daypart. */
export function daypartRow(daypart: Daypart): Loose<DaypartRow> {
  const prices = daypart.prices.map(({ target, how }): StoredDaypartPrice => {
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
