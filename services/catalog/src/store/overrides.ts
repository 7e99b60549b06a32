import type { Call } from '@sippy/kit/call';
import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import { type Json, type OnceKey, once } from '@sippy/kit/once';
import { currencyMismatch, notFound, refuse } from '@sippy/kit/refusal';
import { organisationScope, type Scope } from '@sippy/kit/scope';
import type { ModifierOverride, ProductOverride } from '@sippy/proto/catalog/v1/catalog';
import { type MenuChange, MenuPart } from '@sippy/proto/catalog/v1/catalog_event';
import type { Money } from '@sippy/proto/type/v1/money';
import type {
  menu as MenuRow,
  modifier_override as ModifierOverrideRow,
  product_override as ProductOverrideRow,
} from '../../gen/prisma/client.ts';
import type { CafeRef } from '../domain/cafe.ts';
import { modifierOverrideOf, productOverrideOf } from '../messages/answers.ts';
import { changeOf } from '../messages/menu-changes.ts';
import { bumpMenu, lockMenu } from './menu-versions.ts';
import { exists } from './sold-out.ts';

const variantIds = statement<{ variant_id: string | null }>(
  'catalog_variant_ids',
  'select v.variant_id from product p left join variant v using (product_id) where p.product_id = $1',
);
const keepProduct = statement<object>(
  'catalog_keep_product_override',
  `insert into product_override (cafe_id, product_id, organisation_id, hidden, prices) values ($1, $2, $3, $4, $5)
   on conflict (cafe_id, product_id) do update set hidden = excluded.hidden, prices = excluded.prices
   where (product_override.hidden, product_override.prices) <> (excluded.hidden, excluded.prices) returning cafe_id`,
);
const keepModifier = statement<object>(
  'catalog_keep_modifier_override',
  `insert into modifier_override (cafe_id, modifier_id, organisation_id, hidden, currency_code, price)
   values ($1, $2, $3, $4, $5, $6)
   on conflict (cafe_id, modifier_id) do update
     set hidden = excluded.hidden, currency_code = excluded.currency_code, price = excluded.price
   where (modifier_override.hidden, modifier_override.currency_code, modifier_override.price)
     is distinct from (excluded.hidden, excluded.currency_code, excluded.price) returning cafe_id`,
);
const listProducts = statement<ProductOverrideRow>(
  'catalog_list_product_overrides',
  `select * from product_override where cafe_id = $1 and (hidden or prices <> '[]') order by product_id`,
);
const listModifiers = statement<ModifierOverrideRow>(
  'catalog_list_modifier_overrides',
  'select * from modifier_override where cafe_id = $1 and (hidden or price is not null) order by modifier_id',
);

/** Sets what a café changes about a product; returns the version of its menu. Refuses unknown variants and currencies. */
export function setProductOverride(
  db: Database,
  call: Call,
  key: OnceKey,
  cafe: CafeRef,
  override: ProductOverride,
): Promise<bigint> {
  const change = changeOf(MenuPart.PRODUCT_OVERRIDE, override.productId);
  return changeMenu(db, call, key, cafe, change, async (tx, menu) => {
    await checkVariants(tx, override);
    const prices = override.prices.map(({ variantId, price }, i) => {
      checkCurrency(`prices[${i}].price`, menu, price);
      return { variant_id: variantId, currency_code: price?.currencyCode, price: price?.minor };
    });
    const { productId, hidden } = override;
    return tx.query(keepProduct, [cafe.cafeId, productId, cafe.organisationId, hidden, json(prices)]);
  });
}

/** Sets what a café changes about a modifier; returns the version of its menu. Refuses a foreign currency. */
export function setModifierOverride(
  db: Database,
  call: Call,
  key: OnceKey,
  cafe: CafeRef,
  override: ModifierOverride,
): Promise<bigint> {
  const change = changeOf(MenuPart.MODIFIER_OVERRIDE, override.modifierId);
  return changeMenu(db, call, key, cafe, change, async (tx, menu) => {
    const { modifierId, hidden, price } = override;
    if (!(await exists(tx, { kind: 'MODIFIER', id: modifierId }))) throw notFound('modifier', modifierId);
    checkCurrency('price', menu, price);
    const amount = [price?.currencyCode ?? null, price?.minor ?? null];
    return tx.query(keepModifier, [cafe.cafeId, modifierId, cafe.organisationId, hidden, ...amount]);
  });
}

/** Holds the menu's row, lets `write` change what hangs on it, and gives the menu a new version if it returned rows. */
async function changeMenu(
  db: Database,
  call: Call,
  key: OnceKey,
  cafe: CafeRef,
  change: MenuChange,
  write: (tx: Transaction, menu: MenuRow) => Promise<object[]>,
): Promise<bigint> {
  const run = () =>
    db.transaction(organisationScope(cafe.organisationId), async (tx): Promise<Json> => {
      const menu = await lockMenu(tx, cafe.cafeId);
      if (!menu) throw notFound('café', cafe.cafeId);
      const changed = (await write(tx, menu)).length > 0;
      const bumped = changed ? await bumpMenu(tx, cafe.cafeId, [change]) : undefined;
      const made = { menu_version: String((bumped ?? menu).version) };
      await tx.once(key, made);
      return made;
    });
  const made = await once(db, call, key, run, async (old) => old);
  return BigInt((made as { menu_version: string }).menu_version);
}

async function checkVariants(tx: Transaction, { productId, prices }: ProductOverride): Promise<void> {
  const rows = await tx.query(variantIds, [productId]);
  if (rows.length === 0) throw notFound('product', productId);
  const known = new Set(rows.map((row) => row.variant_id));
  for (const [i, { variantId }] of prices.entries()) {
    if (prices.findIndex((price) => price.variantId === variantId) !== i) {
      throw refuse('INVALID_ARGUMENT', 'ID_TWICE', `The variant ${variantId} is named twice.`);
    }
    if (known.has(variantId)) continue;
    throw refuse('INVALID_ARGUMENT', 'UNKNOWN_REFERENCE', `The product has no variant ${variantId}.`, {
      fields: [{ field: `prices[${i}].variant_id`, description: 'is no variant of the product' }],
    });
  }
}

function checkCurrency(field: string, menu: MenuRow, price: Money | undefined): void {
  if (price && price.currencyCode !== menu.currency_code) {
    throw currencyMismatch(field, menu.currency_code, price.currencyCode);
  }
}

/** Everything that a café changes. */
export async function listOverrides(
  db: Database,
  scope: Scope,
  cafeId: string,
): Promise<{ products: ProductOverride[]; modifiers: ModifierOverride[] }> {
  const [products, modifiers] = await Promise.all([
    db.read(scope, listProducts, [cafeId]),
    db.read(scope, listModifiers, [cafeId]),
  ]);
  return { products: products.map(productOverrideOf), modifiers: modifiers.map(modifierOverrideOf) };
}
