import { currencyMismatch, invalidField, refuse } from '@sippy/kit/refusal';
import type {
  Category,
  Daypart,
  DaypartPrice,
  ModifierGroup,
  Product,
} from '@sippy/proto/catalog/v1/catalog';
import type { Money } from '@sippy/proto/type/v1/money';
import type { Catalogue } from './catalogue.ts';
import type { Diff } from './diff.ts';

/**
 * Refuses a catalogue that cannot be: entries named that are not there, ids used twice, groups nested too deep, choices
 * nobody can make, prices in a currency that no café of the organisation (`currencies`) sells in. Only what the change
 * touches is looked at; nesting and ids are looked at as a whole.
 */
export function checkCatalogue(catalogue: Catalogue, change: Diff, currencies: ReadonlySet<string>): void {
  const { categories, products, groups, dayparts } = change;
  for (const category of [...categories.created, ...categories.changed]) checkCategory(catalogue, category);
  for (const product of [...products.created, ...products.changed])
    checkProduct(catalogue, product, currencies);
  for (const group of [...groups.created, ...groups.changed]) checkGroup(catalogue, group, currencies);
  for (const daypart of [...dayparts.created, ...dayparts.changed])
    checkDaypart(catalogue, daypart, currencies);
  checkIds(
    'variant',
    [...catalogue.products.values()].flatMap((p) => p.variants.map((v) => v.variantId)),
  );
  checkIds(
    'modifier',
    [...catalogue.groups.values()].flatMap((g) => g.modifiers.map((m) => m.modifierId)),
  );
  checkNesting(catalogue);
}

function checkCategory(catalogue: Catalogue, category: Category): void {
  if (category.colour !== '' && !/^#[0-9a-f]{6}$/i.test(category.colour)) {
    throw invalidField('colour', 'must be #RRGGBB');
  }
  needAll('daypart', category.daypartIds, catalogue.dayparts, 'daypart_ids');
}

function checkProduct(catalogue: Catalogue, product: Product, currencies: ReadonlySet<string>): void {
  needAll('category', [product.categoryId], catalogue.categories, 'category_id');
  needAll('modifier group', product.modifierGroupIds, catalogue.groups, 'modifier_group_ids');
  needAll('daypart', product.daypartIds, catalogue.dayparts, 'daypart_ids');
  for (const [i, variant] of product.variants.entries()) {
    checkCurrency(`variants[${i}].price`, variant.price, currencies);
    if (product.variants.length > 1 && variant.name === '') {
      throw invalidField(`variants[${i}].name`, 'must be set where there are several variants');
    }
  }
}

function checkGroup(catalogue: Catalogue, group: ModifierGroup, currencies: ReadonlySet<string>): void {
  const { minChoices, maxChoices, modifiers, name } = group;
  const most = modifiers.reduce((sum, modifier) => sum + Math.max(1, modifier.maxQuantity), 0);
  if (maxChoices > 0 && minChoices > maxChoices) {
    throw impossible(`${name} asks for at least ${minChoices} choices and allows ${maxChoices}.`);
  }
  if (minChoices > most) throw impossible(`${name} asks for at least ${minChoices} choices and has ${most}.`);
  const defaults = modifiers.filter((modifier) => modifier.isDefault).length;
  if (maxChoices > 0 && defaults > maxChoices) {
    throw impossible(`${name} chooses ${defaults} by itself and allows ${maxChoices}.`);
  }
  for (const [i, modifier] of modifiers.entries()) {
    checkCurrency(`modifiers[${i}].price`, modifier.price, currencies);
    const nested = modifier.nestedGroupId === '' ? [] : [modifier.nestedGroupId];
    needAll('modifier group', nested, catalogue.groups, `modifiers[${i}].nested_group_id`);
  }
}

function checkDaypart(catalogue: Catalogue, daypart: Daypart, currencies: ReadonlySet<string>): void {
  for (const [i, window] of daypart.windows.entries()) {
    if (window.starts === '24:00') throw invalidField(`windows[${i}].starts`, 'must be before 24:00');
  }
  const variants = new Set(
    [...catalogue.products.values()].flatMap((p) => p.variants.map((v) => v.variantId)),
  );
  const targets = daypart.prices.map(({ target }) => `${target?.$case} ${target?.value}`);
  for (const [i, price] of daypart.prices.entries()) {
    if (targets.indexOf(targets[i] ?? '') !== i) throw idTwice('price of', price.target?.value ?? '');
    checkTarget(catalogue, variants, price.target, `prices[${i}]`);
    if (price.how?.$case === 'price') checkCurrency(`prices[${i}].price`, price.how.value, currencies);
  }
}

function checkTarget(
  catalogue: Catalogue,
  variants: ReadonlySet<string>,
  target: DaypartPrice['target'],
  field: string,
): void {
  switch (target?.$case) {
    case 'variantId':
      needAll('variant', [target.value], variants, `${field}.variant_id`);
      return;
    case 'productId':
      needAll('product', [target.value], catalogue.products, `${field}.product_id`);
      return;
    case 'categoryId':
      needAll('category', [target.value], catalogue.categories, `${field}.category_id`);
      return;
    case undefined:
      throw invalidField(field, 'must name a variant, a product or a category');
  }
}

function checkNesting({ groups }: Catalogue): void {
  for (const group of groups.values()) {
    for (const { nestedGroupId } of group.modifiers) {
      const nested = groups.get(nestedGroupId);
      if (!nested?.modifiers.some((modifier) => modifier.nestedGroupId !== '')) continue;
      const message = `${nested.name} is nested in ${group.name} already, so its modifiers cannot nest another group.`;
      throw refuse('FAILED_PRECONDITION', 'NESTED_TOO_DEEP', message);
    }
  }
}

function checkIds(what: string, ids: string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw idTwice(what, id);
    seen.add(id);
  }
}

function checkCurrency(field: string, price: Money | undefined, currencies: ReadonlySet<string>): void {
  if (!price) throw invalidField(field, 'must be set');
  if (currencies.size > 0 && !currencies.has(price.currencyCode)) {
    throw currencyMismatch(field, [...currencies].sort().join(' or '), price.currencyCode);
  }
}

function needAll(
  what: string,
  ids: readonly string[],
  known: { has(id: string): boolean },
  field: string,
): void {
  const missing = ids.find((id) => !known.has(id));
  if (missing === undefined) return;
  throw refuse('INVALID_ARGUMENT', 'UNKNOWN_REFERENCE', `There is no ${what} ${missing}.`, {
    fields: [{ field, description: `there is no ${what} ${missing}` }],
  });
}

function impossible(message: string): Error {
  return refuse('INVALID_ARGUMENT', 'CHOICES_IMPOSSIBLE', message, {
    fields: [{ field: 'min_choices', description: message }],
  });
}

function idTwice(what: string, id: string): Error {
  return refuse('INVALID_ARGUMENT', 'ID_TWICE', `The ${what} ${id} is named twice.`);
}
