import type {
  category as CategoryRow,
  daypart as DaypartRow,
  modifier_group as GroupRow,
  modifier as ModifierRow,
  product as ProductRow,
  variant as VariantRow,
} from '../../gen/prisma/client.ts';
import type { Catalogue } from '../domain/catalogue.ts';
import { categoryOf, daypartOf, groupOf, productOf } from '../messages/answers.ts';
import type { Loose } from './rows.ts';

/** Everything of an organisation as one row, so that one statement sees it all at one moment. */
export interface CatalogueRow {
  categories: Loose<CategoryRow>[];
  products: Loose<ProductRow>[];
  variants: Loose<VariantRow>[];
  groups: Loose<GroupRow>[];
  modifiers: Loose<ModifierRow>[];
  dayparts: Loose<DaypartRow>[];
}

const all = (table: string, order: string): string =>
  `(select coalesce(jsonb_agg(t order by ${order}), '[]') from ${table} t where t.organisation_id = $1)`;

/** The columns of a `CatalogueRow`; $1 is the organisation. */
export const CATALOGUE_COLUMNS = `
  ${all('category', 't.category_id')} as categories,
  ${all('product', 't.product_id')} as products,
  ${all('variant', 't.position')} as variants,
  ${all('modifier_group', 't.modifier_group_id')} as groups,
  ${all('modifier', 't.position')} as modifiers,
  ${all('daypart', 't.daypart_id')} as dayparts`;

/** The catalogue of a row. */
export function catalogueOf(row: CatalogueRow): Catalogue {
  const variants = Map.groupBy(row.variants, (variant) => variant.product_id);
  const modifiers = Map.groupBy(row.modifiers, (modifier) => modifier.modifier_group_id);
  return {
    categories: new Map(row.categories.map((each) => [each.category_id, categoryOf(each)])),
    products: new Map(
      row.products.map((each) => [each.product_id, productOf(each, variants.get(each.product_id) ?? [])]),
    ),
    groups: new Map(
      row.groups.map((each) => [
        each.modifier_group_id,
        groupOf(each, modifiers.get(each.modifier_group_id) ?? []),
      ]),
    ),
    dayparts: new Map(row.dayparts.map((each) => [each.daypart_id, daypartOf(each)])),
  };
}
