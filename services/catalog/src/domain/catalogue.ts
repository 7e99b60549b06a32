import { alreadyExists, notFound, type Refusal, refuse, staleVersion } from '@sippy/kit/refusal';
import type {
  Category,
  Daypart,
  DaypartPrice,
  ModifierGroup,
  Product,
} from '@sippy/proto/catalog/v1/catalog';

/** Everything that an organisation sells, by id. Never changed in place. */
export interface Catalogue {
  readonly categories: ReadonlyMap<string, Category>;
  readonly products: ReadonlyMap<string, Product>;
  readonly groups: ReadonlyMap<string, ModifierGroup>;
  readonly dayparts: ReadonlyMap<string, Daypart>;
}

/** The parts of a catalogue and what they hold. */
export interface EntryTypes {
  categories: Category;
  products: Product;
  groups: ModifierGroup;
  dayparts: Daypart;
}

/** One of the parts of a catalogue. */
export type Part = keyof EntryTypes;

const NOUNS = {
  categories: 'category',
  products: 'product',
  groups: 'modifier group',
  dayparts: 'daypart',
} as const satisfies Record<Part, string>;

/** NOT_FOUND for an entry of a part. */
export function entryNotFound(part: Part, id: string): Refusal {
  return notFound(NOUNS[part], id);
}

/** The entry with this id. Refuses with NOT_FOUND; with STALE_VERSION if `version` is given and another one. */
export function entry<P extends Part>(
  catalogue: Catalogue,
  part: P,
  id: string,
  version?: bigint,
): EntryTypes[P] {
  const found = (catalogue[part] as ReadonlyMap<string, EntryTypes[P]>).get(id);
  if (!found) throw entryNotFound(part, id);
  if (version !== undefined && found.version !== version) throw staleVersion(NOUNS[part], found.version);
  return found;
}

/** The catalogue with an entry added. Refuses with ALREADY_EXISTS if the id is taken. */
export function added<P extends Part>(
  catalogue: Catalogue,
  part: P,
  id: string,
  value: EntryTypes[P],
): Catalogue {
  if (catalogue[part].has(id)) throw alreadyExists(NOUNS[part], id);
  return put(catalogue, part, id, value);
}

/** The catalogue with an entry put in, in place of the one with this id if there is one. */
export function put<P extends Part>(
  catalogue: Catalogue,
  part: P,
  id: string,
  value: EntryTypes[P],
): Catalogue {
  const map = new Map<string, EntryTypes[Part]>(catalogue[part]).set(id, value);
  return { ...catalogue, [part]: map };
}

/** The catalogue without a category. Refuses with CATEGORY_NOT_EMPTY. */
export function withoutCategory(catalogue: Catalogue, id: string): Catalogue {
  const { name } = entry(catalogue, 'categories', id);
  const count = countOf(catalogue.products, (product) => product.categoryId === id);
  if (count > 0)
    throw inUse('CATEGORY_NOT_EMPTY', `${name} still has ${count} products. Move or delete them first.`);
  return without(catalogue, 'categories', id);
}

/** The catalogue without a product. */
export function withoutProduct(catalogue: Catalogue, id: string): Catalogue {
  entry(catalogue, 'products', id);
  return without(catalogue, 'products', id);
}

/** The catalogue without a modifier group. Refuses with MODIFIER_GROUP_IN_USE. */
export function withoutGroup(catalogue: Catalogue, id: string): Catalogue {
  const { name } = entry(catalogue, 'groups', id);
  const products = countOf(catalogue.products, (product) => product.modifierGroupIds.includes(id));
  const groups = countOf(catalogue.groups, (group) => group.modifiers.some((m) => m.nestedGroupId === id));
  if (products + groups > 0) {
    const users = products > 0 ? `${products} products` : `${groups} modifier groups`;
    throw inUse('MODIFIER_GROUP_IN_USE', `${name} is still used by ${users}. Take it off them first.`);
  }
  return without(catalogue, 'groups', id);
}

/** The catalogue without a daypart. Refuses with DAYPART_IN_USE. */
export function withoutDaypart(catalogue: Catalogue, id: string): Catalogue {
  const { name } = entry(catalogue, 'dayparts', id);
  const limited = (each: { daypartIds: string[] }) => each.daypartIds.includes(id);
  const count = countOf(catalogue.products, limited) + countOf(catalogue.categories, limited);
  if (count > 0) {
    throw inUse('DAYPART_IN_USE', `${name} still limits ${count} products or categories. Free them first.`);
  }
  return without(catalogue, 'dayparts', id);
}

function without(catalogue: Catalogue, part: Part, id: string): Catalogue {
  const map = new Map<string, EntryTypes[Part]>(catalogue[part]);
  map.delete(id);
  return { ...catalogue, [part]: map };
}

function countOf<T>(map: ReadonlyMap<string, T>, test: (value: T) => boolean): number {
  return [...map.values()].filter(test).length;
}

function inUse(reason: string, message: string): Error {
  return refuse('FAILED_PRECONDITION', reason, message);
}

/** The catalogue after a change, without the daypart prices of what the change has taken away. */
export function pruned(before: Catalogue, catalogue: Catalogue): Catalogue {
  if (catalogue.dayparts.size === 0) return catalogue;
  const variants = new Set(
    [...catalogue.products.values()].flatMap((p) => p.variants.map((v) => v.variantId)),
  );
  const exists = ({ target }: DaypartPrice): boolean => {
    switch (target?.$case) {
      case 'variantId':
        return variants.has(target.value);
      case 'productId':
        return catalogue.products.has(target.value);
      case 'categoryId':
        return catalogue.categories.has(target.value);
      case undefined:
        return false;
    }
  };
  const dayparts = new Map(catalogue.dayparts);
  for (const [id, daypart] of dayparts) {
    if (daypart !== before.dayparts.get(id)) continue;
    const prices = daypart.prices.filter(exists);
    if (prices.length < daypart.prices.length) dayparts.set(id, { ...daypart, prices });
  }
  return { ...catalogue, dayparts };
}
