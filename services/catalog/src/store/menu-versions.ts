import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { organisationScope, serviceScope } from '@sippy/kit/scope';
import { type MenuChange, MenuPart } from '@sippy/proto/catalog/v1/catalog_event';
import type { menu as MenuRow } from '../../gen/prisma/client.ts';
import type { CafeFacts } from '../domain/cafe.ts';
import { menuUpdated } from '../messages/facts.ts';
import { changeOf } from '../messages/menu-changes.ts';
import { lockCatalogue } from './lock-catalogue.ts';

const findMenu = statement<MenuRow>('catalog_find_menu', 'select * from menu where cafe_id = $1');
const holdMenu = statement<MenuRow>('catalog_lock_menu', 'select * from menu where cafe_id = $1 for update');
const bumpAll = statement<MenuRow>(
  'catalog_bump_menus',
  'update menu set version = version + 1 where organisation_id = $1 returning *',
);
const bumpOne = statement<MenuRow>(
  'catalog_bump_menu',
  'update menu set version = version + 1 where cafe_id = $1 returning *',
);
const keepMenu = statement<MenuRow & { news: boolean }>(
  'catalog_keep_menu',
  `insert into menu (cafe_id, organisation_id, currency_code, time_zone, cafe_version) values ($1, $2, $3, $4, $5)
   on conflict (cafe_id) do update set
     version = menu.version + (menu.time_zone <> excluded.time_zone)::int,
     time_zone = excluded.time_zone, cafe_version = excluded.cafe_version
   where menu.cafe_version < excluded.cafe_version
   returning *, old.cafe_id is null or old.time_zone <> new.time_zone as news`,
);

/** The menu of a café, whoever asks; undefined where the café is not known here yet. */
export async function findMenuRow(db: Database, cafeId: string): Promise<MenuRow | undefined> {
  const [row] = await db.read(serviceScope, findMenu, [cafeId]);
  return row;
}

/** Locks the menu of a café until the end of the transaction, and reads it; undefined where the café is not known. */
export async function lockMenu(tx: Transaction, cafeId: string): Promise<MenuRow | undefined> {
  const [row] = await tx.query(holdMenu, [cafeId]);
  return row;
}

/** Gives the menus of all cafés of an organisation a new version. */
export async function bumpMenus(
  tx: Transaction,
  organisationId: string,
  changes: readonly MenuChange[],
): Promise<void> {
  const rows = await tx.query(bumpAll, [organisationId]);
  await tx.append(rows.map((row) => menuUpdated(row, changes)));
}

/** Gives the menu of a café a new version, and holds its row; undefined where it is not known. */
export async function bumpMenu(
  tx: Transaction,
  cafeId: string,
  changes: readonly MenuChange[],
): Promise<MenuRow | undefined> {
  const [row] = await tx.query(bumpOne, [cafeId]);
  if (row) await tx.append([menuUpdated(row, changes)]);
  return row;
}

/** Keeps what is new about a café, so that its menu exists and is up to date. */
export async function keepCafe(tx: Transaction, cafe: CafeFacts): Promise<void> {
  await lockCatalogue(tx, cafe.organisationId);
  const { cafeId, organisationId, currencyCode, timeZone, version } = cafe;
  const [row] = await tx.query(keepMenu, [cafeId, organisationId, currencyCode, timeZone, version]);
  if (row?.news) await tx.append([menuUpdated(row, [changeOf(MenuPart.CAFE, cafeId)])]);
}

/** Makes the menu of a café that is asked for before its event has come. */
export async function createMenu(db: Database, cafe: CafeFacts): Promise<void> {
  await db.transaction(organisationScope(cafe.organisationId), (tx) => keepCafe(tx, cafe));
}
