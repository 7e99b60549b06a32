import type { Call } from '@sippy/kit/call';
import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { type Json, type OnceKey, once } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { organisationScope, serviceScope } from '@sippy/kit/scope';
import { type MenuChange, MenuPart } from '@sippy/proto/catalog/v1/catalog_event';
import type { sold_out as SoldOutRow } from '../../gen/prisma/client.ts';
import type { Availability, Subject } from '../domain/availability.ts';
import type { CafeRef } from '../domain/cafe.ts';
import { availabilityChanged } from '../messages/facts.ts';
import { changeOf } from '../messages/menu-changes.ts';
import { bumpMenu, lockMenu } from './menu-versions.ts';

const find = {
  PRODUCT: statement<object>('catalog_product_exists', 'select from product where product_id = $1'),
  MODIFIER: statement<object>('catalog_modifier_exists', 'select from modifier where modifier_id = $1'),
};
const findSoldOut = statement<SoldOutRow>(
  'catalog_find_sold_out',
  'select * from sold_out where cafe_id = $1 and subject_kind = $2 and subject_id = $3 for update',
);
const insertSoldOut = statement<object>(
  'catalog_insert_sold_out',
  `insert into sold_out (cafe_id, subject_kind, subject_id, organisation_id, return_time) values ($1, $2, $3, $4, $5)
   on conflict (cafe_id, subject_kind, subject_id) do update set return_time = excluded.return_time`,
);
const deleteSoldOut = statement<object>(
  'catalog_delete_sold_out',
  'delete from sold_out where cafe_id = $1 and subject_kind = $2 and subject_id = $3',
);
const listDue = statement<{ cafe_id: string }>(
  'catalog_list_due',
  'select distinct cafe_id from sold_out where return_time <= $1 limit 1000',
);
const deleteDue = statement<SoldOutRow>(
  'catalog_delete_due',
  'delete from sold_out where cafe_id = $1 and return_time <= $2 returning *',
);

/** Whether there is such a product or modifier in the scope of the transaction. */
export async function exists(tx: Transaction, { kind, id }: Subject): Promise<boolean> {
  return (await tx.query(find[kind], [id])).length > 0;
}

/** Takes something off sale at a café or brings it back; returns the version of the menu. Refuses with NOT_FOUND. */
export async function setAvailability(
  db: Database,
  call: Call,
  key: OnceKey,
  cafe: CafeRef,
  subject: Subject,
  to: Availability,
): Promise<bigint> {
  const run = () =>
    db.transaction(organisationScope(cafe.organisationId), async (tx): Promise<Json> => {
      const known = await exists(tx, subject);
      const menu = await lockMenu(tx, cafe.cafeId);
      if (!known) throw notFound(subject.kind.toLowerCase(), subject.id);
      if (!menu) throw notFound('café', cafe.cafeId);
      const changed = await differs(tx, cafe.cafeId, subject, to);
      const made = { menu_version: String(menu.version + (changed ? 1n : 0n)) };
      await tx.once(key, made);
      if (changed) await write(tx, cafe, subject, to);
      return made;
    });
  const made = await once(db, call, key, run, async (old) => old);
  return BigInt((made as { menu_version: string }).menu_version);
}

async function differs(
  tx: Transaction,
  cafeId: string,
  subject: Subject,
  to: Availability,
): Promise<boolean> {
  const [row] = await tx.query(findSoldOut, [cafeId, subject.kind, subject.id]);
  if (to.available) return row !== undefined;
  return !row || row.return_time?.getTime() !== to.returnTime?.getTime();
}

async function write(tx: Transaction, cafe: CafeRef, subject: Subject, to: Availability): Promise<void> {
  const at = [cafe.cafeId, subject.kind, subject.id];
  if (to.available) await tx.query(deleteSoldOut, at);
  else await tx.query(insertSoldOut, [...at, cafe.organisationId, to.returnTime ?? null]);
  const menu = await bumpMenu(tx, cafe.cafeId, [menuChange(subject)]);
  if (menu) await tx.append([availabilityChanged(menu, subject, to)]);
}

/** Brings back what was to come back by `now`; returns the cafés where something did. */
export async function bringBack(db: Database, now: Date): Promise<string[]> {
  const due = await db.read(serviceScope, listDue, [now]);
  for (const { cafe_id } of due) {
    await db.transaction(serviceScope, async (tx) => {
      await lockMenu(tx, cafe_id);
      const rows = await tx.query(deleteDue, [cafe_id, now]);
      const changes = rows.map((row) => menuChange(subjectOf(row)));
      const menu = rows.length > 0 ? await bumpMenu(tx, cafe_id, changes) : undefined;
      if (!menu) return;
      const back = { available: true, returnTime: undefined };
      await tx.append(rows.map((row) => availabilityChanged(menu, subjectOf(row), back)));
    });
  }
  return due.map((row) => row.cafe_id);
}

function subjectOf(row: SoldOutRow): Subject {
  return { kind: row.subject_kind === 'PRODUCT' ? 'PRODUCT' : 'MODIFIER', id: row.subject_id };
}

function menuChange({ kind, id }: Subject): MenuChange {
  const part = kind === 'PRODUCT' ? MenuPart.PRODUCT_AVAILABILITY : MenuPart.MODIFIER_AVAILABILITY;
  return changeOf(part, id);
}
