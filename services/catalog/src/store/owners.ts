import { type Database, statement } from '@sippy/kit/db';
import type { Scope } from '@sippy/kit/scope';
import type { Part } from '../domain/catalogue.ts';

type Owned = { organisation_id: string };

const find: Record<Part, ReturnType<typeof statement<Owned>>> = {
  categories: statement(
    'catalog_owner_of_category',
    'select organisation_id from category where category_id = $1',
  ),
  products: statement(
    'catalog_owner_of_product',
    'select organisation_id from product where product_id = $1',
  ),
  groups: statement(
    'catalog_owner_of_group',
    'select organisation_id from modifier_group where modifier_group_id = $1',
  ),
  dayparts: statement(
    'catalog_owner_of_daypart',
    'select organisation_id from daypart where daypart_id = $1',
  ),
};

/** The organisation that an entry of the catalogue belongs to; undefined for what the scope cannot see. */
export async function findOwner(
  db: Database,
  scope: Scope,
  part: Part,
  id: string,
): Promise<string | undefined> {
  const [row] = await db.read(scope, find[part], [id]);
  return row?.organisation_id;
}
