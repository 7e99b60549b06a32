import { invalidField, refuse } from '@sippy/kit/refusal';
import type { ImportMenuRequest, ImportMenuResponse } from '@sippy/proto/catalog/v1/catalog_service';
import { type Catalogue, put } from './catalogue.ts';
import type { Diff } from './diff.ts';

/** Refuses an import in which something has no id of its own, or an id is used twice. */
export function checkImport({ categories, products, modifierGroups, dayparts }: ImportMenuRequest): void {
  checkIds(
    'categories',
    'category_id',
    categories.map((each) => each.categoryId),
  );
  checkIds(
    'products',
    'product_id',
    products.map((each) => each.productId),
  );
  checkIds(
    'modifier_groups',
    'modifier_group_id',
    modifierGroups.map((each) => each.modifierGroupId),
  );
  checkIds(
    'dayparts',
    'daypart_id',
    dayparts.map((each) => each.daypartId),
  );
  for (const [i, { variants }] of products.entries()) {
    checkIds(
      `products[${i}].variants`,
      'variant_id',
      variants.map((each) => each.variantId),
    );
  }
  for (const [i, { modifiers }] of modifierGroups.entries()) {
    checkIds(
      `modifier_groups[${i}].modifiers`,
      'modifier_id',
      modifiers.map((each) => each.modifierId),
    );
  }
}

function checkIds(list: string, field: string, ids: string[]): void {
  const seen = new Set<string>();
  for (const [i, id] of ids.entries()) {
    if (id === '') throw invalidField(`${list}[${i}].${field}`, 'must be set in an import');
    if (seen.has(id)) throw refuse('INVALID_ARGUMENT', 'ID_TWICE', `${list}[${i}]: ${id} is named twice.`);
    seen.add(id);
  }
}

/** The catalogue with everything of an import in it. */
export function imported(
  catalogue: Catalogue,
  organisationId: string,
  request: ImportMenuRequest,
): Catalogue {
  let result = catalogue;
  for (const category of request.categories) {
    result = put(result, 'categories', category.categoryId, { ...category, organisationId, version: 1n });
  }
  for (const group of request.modifierGroups) {
    result = put(result, 'groups', group.modifierGroupId, { ...group, organisationId, version: 1n });
  }
  for (const product of request.products) {
    result = put(result, 'products', product.productId, { ...product, organisationId, version: 1n });
  }
  for (const daypart of request.dayparts) {
    result = put(result, 'dayparts', daypart.daypartId, { ...daypart, organisationId, version: 1n });
  }
  return result;
}

/** How many entries an import names. */
export function sizeOf({ categories, products, modifierGroups, dayparts }: ImportMenuRequest): number {
  return categories.length + products.length + modifierGroups.length + dayparts.length;
}

/** What an import of so many entries (`size`) has done. */
export function countsOf(diff: Diff, size: number): ImportMenuResponse {
  const parts = [diff.categories, diff.products, diff.groups, diff.dayparts];
  const createdCount = parts.reduce((sum, part) => sum + part.created.length, 0);
  const updatedCount = parts.reduce((sum, part) => sum + part.changed.length, 0);
  return { createdCount, updatedCount, unchangedCount: Math.max(0, size - createdCount - updatedCount) };
}
