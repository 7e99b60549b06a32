import { type Database, statement } from '@sippy/kit/db';
import { notFound, type Refusal } from '@sippy/kit/refusal';
import type { Scope } from '@sippy/kit/scope';
import type { Part } from '../domain/catalogue.ts';

type Owned = { organisation_id: string };

const owners: Record<Part, { noun: string; find: ReturnType<typeof statement<Owned>> }> = {
  categories: {
    noun: 'category',
    find: statement(
      'catalog_owner_of_category',
      'select organisation_id from category where category_id = $1',
    ),
  },
  products: {
    noun: 'product',
    find: statement('catalog_owner_of_product', 'select organisation_id from product where product_id = $1'),
  },
  groups: {
    noun: 'modifier group',
    find: statement(
      'catalog_owner_of_group',
      'select organisation_id from modifier_group where modifier_group_id = $1',
    ),
  },
  dayparts: {
    noun: 'daypart',
    find: statement('catalog_owner_of_daypart', 'select organisation_id from daypart where daypart_id = $1'),
  },
};

/** The organisation that a thing belongs to; undefined for what the scope cannot see. */
export async function findOwner(
  db: Database,
  scope: Scope,
  part: Part,
  id: string,
): Promise<string | undefined> {
  const [row] = await db.read(scope, owners[part].find, [id]);
  return row?.organisation_id;
}

/** NOT_FOUND for a thing of a part. */
export function notThere(part: Part, id: string): Refusal {
  return notFound(owners[part].noun, id);
}
