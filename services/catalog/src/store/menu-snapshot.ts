import { type Database, statement } from '@sippy/kit/db';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { Menu } from '@sippy/proto/catalog/v1/catalog';
import type { Money } from '@sippy/proto/type/v1/money';
import type {
  menu as MenuRow,
  modifier_override as ModifierOverrideRow,
  product_override as ProductOverrideRow,
  sold_out as SoldOutRow,
} from '../../gen/prisma/client.ts';
import type { CafeRef } from '../domain/cafe.ts';
import { buildMenu, type CafeChanges } from '../domain/menu.ts';
import { moneyOf } from '../messages/answers.ts';
import { CATALOGUE_COLUMNS, type CatalogueRow, catalogueOf } from './load-catalogue.ts';
import type { Loose, StoredVariantPrice } from './rows.ts';

interface SnapshotRow extends CatalogueRow {
  menu: Loose<MenuRow>;
  product_overrides: (Omit<ProductOverrideRow, 'prices'> & { prices: StoredVariantPrice[] })[];
  modifier_overrides: Loose<ModifierOverrideRow>[];
  sold_outs: (Omit<SoldOutRow, 'return_time'> & { return_time: string | null })[];
}

const ofCafe = (table: string): string =>
  `(select coalesce(jsonb_agg(t), '[]') from ${table} t where t.cafe_id = $2 and t.organisation_id = $1)`;

/** One statement, so that the menu and its version are of one moment. */
const snapshot = statement<SnapshotRow>(
  'catalog_snapshot',
  `select to_jsonb(m) as menu, ${CATALOGUE_COLUMNS},
     ${ofCafe('product_override')} as product_overrides,
     ${ofCafe('modifier_override')} as modifier_overrides,
     ${ofCafe('sold_out')} as sold_outs
   from menu m where m.cafe_id = $2 and m.organisation_id = $1`,
);
const version = statement<{ version: bigint }>(
  'catalog_menu_version',
  'select version from menu where cafe_id = $1',
);

/** Version of a café's menu now; undefined where the café is not known. */
export async function menuVersion(db: Database, cafeId: string): Promise<bigint | undefined> {
  const [row] = await db.read(serviceScope, version, [cafeId]);
  return row?.version;
}

/** The menu of a café as it is now; undefined where the café is not known, or hidden by the scope. */
export async function readMenu(db: Database, scope: Scope, cafe: CafeRef): Promise<Menu | undefined> {
  const [row] = await db.read(scope, snapshot, [cafe.organisationId, cafe.cafeId]);
  if (!row) return undefined;
  const head = {
    cafeId: cafe.cafeId,
    organisationId: cafe.organisationId,
    version: BigInt(row.menu.version),
    currencyCode: row.menu.currency_code,
    timeZone: row.menu.time_zone,
  };
  return buildMenu(head, catalogueOf(row), changesOf(row));
}

function changesOf(row: SnapshotRow): CafeChanges {
  const prices = new Map<string, Money>();
  for (const { prices: own } of row.product_overrides) {
    for (const { variant_id, currency_code, price } of own)
      prices.set(variant_id, moneyOf(currency_code, price));
  }
  for (const { modifier_id, currency_code, price } of row.modifier_overrides) {
    if (currency_code !== null && price !== null) prices.set(modifier_id, moneyOf(currency_code, price));
  }
  return {
    hiddenProducts: new Set(
      row.product_overrides.filter((each) => each.hidden).map((each) => each.product_id),
    ),
    hiddenModifiers: new Set(
      row.modifier_overrides.filter((each) => each.hidden).map((each) => each.modifier_id),
    ),
    prices,
    soldOut: new Map(
      row.sold_outs.map((each) => [
        each.subject_id,
        each.return_time === null ? undefined : new Date(each.return_time),
      ]),
    ),
  };
}
