import type { Call } from '@sippy/kit/call';
import { type Database, json, type Statement, statement, type Transaction } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import { type Json, type OnceKey, once } from '@sippy/kit/once';
import { alreadyExists } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import { type Catalogue, pruned } from '../domain/catalogue.ts';
import { checkCatalogue } from '../domain/check.ts';
import { type Diff, diffOf, isEmpty, type PartDiff } from '../domain/diff.ts';
import { productFacts } from '../messages/facts.ts';
import { menuChanges } from '../messages/menu-changes.ts';
import { CATALOGUE_COLUMNS, type CatalogueRow, catalogueOf } from './load-catalogue.ts';
import { lockCatalogue } from './lock-catalogue.ts';
import { bumpMenus } from './menu-versions.ts';
import { categoryRow, daypartRow, groupRow, modifierRows, productRow, variantRows } from './rows.ts';

/** A change of what an organisation sells. */
export interface CatalogueChange {
  organisationId: string;
  key: OnceKey;
  /** What a repetition of the request needs to know; a function where that is known only afterwards. */
  made: Json | ((diff: Diff) => Json);
  /** The catalogue as it is to be; pure, it may run again. */
  apply(catalogue: Catalogue): Catalogue;
}

const load = statement<CatalogueRow & { currencies: string[] }>(
  'catalog_load',
  `select ${CATALOGUE_COLUMNS},
     array(select distinct currency_code from menu where organisation_id = $1) as currencies`,
);

const forgetGone = statement<object>(
  'catalog_forget',
  `with products as (delete from product_override where product_id = any ($1::uuid[])),
     modifiers as (delete from modifier_override where modifier_id = any ($1::uuid[]))
   delete from sold_out where subject_id = any ($1::uuid[])`,
);

interface Table {
  name: string;
  /** Column of the primary key. */
  key: string;
  insert: Statement<object>;
  remove: Statement<object>;
}

function table(name: string, key: string, others: string): Table {
  const columns = `${key}, organisation_id, ${others}`;
  return {
    name,
    key,
    insert: statement(
      `catalog_insert_${name}`,
      `insert into ${name} (${columns}) select ${columns} from jsonb_populate_recordset(null::${name}, $1::jsonb)`,
    ),
    remove: statement(`catalog_remove_${name}`, `delete from ${name} where ${key} = any ($1::uuid[])`),
  };
}

const tables = {
  category: table(
    'category',
    'category_id',
    'name, position, colour, needs_preparation, daypart_ids, version',
  ),
  product: table(
    'product',
    'product_id',
    'category_id, name, description, tax_category, modifier_group_ids, allergens, position, daypart_ids, version',
  ),
  variant: table('variant', 'variant_id', 'product_id, name, currency_code, price, position'),
  modifier_group: table('modifier_group', 'modifier_group_id', 'name, min_choices, max_choices, version'),
  modifier: table(
    'modifier',
    'modifier_id',
    'modifier_group_id, name, currency_code, price, nested_group_id, max_quantity, is_default, position',
  ),
  daypart: table('daypart', 'daypart_id', 'name, windows, prices, version'),
};

/**
 * Changes what an organisation sells: checks it as a whole, writes what differs, gives the menus of all its cafés a new
 * version, all in one transaction. Nothing differs: nothing is written. Returns what was `made`.
 */
export function changeCatalogue(db: Database, call: Call, change: CatalogueChange): Promise<Json> {
  const { organisationId, key, made, apply } = change;
  const run = () =>
    db.transaction(organisationScope(organisationId), async (tx) => {
      if (typeof made !== 'function') await tx.once(key, made);
      await lockCatalogue(tx, organisationId);
      const [row] = await tx.query(load, [organisationId]);
      const before = catalogueOf(row as CatalogueRow);
      const after = pruned(before, apply(before));
      const diff = diffOf(before, after);
      checkCatalogue(after, diff, new Set(row?.currencies));
      const result = typeof made === 'function' ? made(diff) : made;
      if (typeof made === 'function') await tx.once(key, result);
      if (!isEmpty(diff)) await write(tx, organisationId, diff);
      return result;
    });
  return once(db, call, key, run, async (old) => old);
}

/** Rows are replaced, not updated: what hangs on a product or a group goes and comes back with it. */
async function write(tx: Transaction, organisationId: string, diff: Diff): Promise<void> {
  const { categories, products, groups, dayparts } = diff;
  await replace(tx, tables.category, rowsOf(categories, categoryRow));
  await replace(tx, tables.product, rowsOf(products, productRow));
  await insert(tx, tables.variant, [...products.created, ...products.changed].flatMap(variantRows));
  await replace(tx, tables.modifier_group, rowsOf(groups, groupRow));
  await insert(tx, tables.modifier, [...groups.created, ...groups.changed].flatMap(modifierRows));
  await replace(tx, tables.daypart, rowsOf(dayparts, daypartRow));
  await tx.append(productFacts(organisationId, products));
  await forget(tx, diff);
  await bumpMenus(tx, organisationId, menuChanges(diff));
}

/** What cafés have said about entries that are gone goes with them. */
async function forget(tx: Transaction, { products, groups }: Diff): Promise<void> {
  const gone = [
    ...products.deleted.map((product) => product.productId),
    ...groups.deleted.flatMap((group) => group.modifiers.map((modifier) => modifier.modifierId)),
  ];
  if (gone.length > 0) await tx.query(forgetGone, [gone]);
}

type Row = Record<string, unknown>;

interface RowDiff {
  gone: Row[];
  there: Row[];
}

function rowsOf<T>({ created, changed, deleted }: PartDiff<T>, rowOf: (entry: T) => object): RowDiff {
  const rows = (entries: T[]) => entries.map((entry) => rowOf(entry) as Row);
  return { gone: rows([...changed, ...deleted]), there: rows([...created, ...changed]) };
}

async function replace(tx: Transaction, table: Table, { gone, there }: RowDiff): Promise<void> {
  if (gone.length > 0) await tx.query(table.remove, [gone.map((row) => row[table.key])]);
  await insert(tx, table, there);
}

async function insert(tx: Transaction, table: Table, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  try {
    await tx.query(table.insert, [json(rows)]);
  } catch (error) {
    if (!isUniqueViolation(error, `${table.name}_pkey`)) throw error;
    const id = /=\((.*)\)/.exec((error as { detail?: string }).detail ?? '')?.[1] ?? 'with this id';
    throw alreadyExists(table.name.replace('_', ' '), id);
  }
}
