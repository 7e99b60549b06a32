import { type Database, json, statement } from '@sippy/kit/db';
import type { OnceKey } from '@sippy/kit/once';
import { alreadyExists } from '@sippy/kit/refusal';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import { MOST_FAVOURITES } from '../domain/favourite.ts';
import { notACustomer, tooManyFavourites } from '../domain/refusals.ts';
import { favouritesChanged } from '../messages/facts.ts';
import type { FavouriteRow } from './rows.ts';

const listSql = statement<FavouriteRow>(
  'customer_favourites',
  `select favourite_id as "favouriteId", customer_id as "customerId", organisation_id as "organisationId",
     cafe_id as "cafeId", name, product_id as "productId", variant_id as "variantId", modifiers,
     update_time as "updateTime"
   from favourite where customer_id = $1 and ($2::uuid is null or organisation_id = $2)
   order by update_time desc, favourite_id desc limit 1000`,
);

/** Favourites of one person are counted one after the other: whoever counts holds the membership. */
const lockMembershipSql = statement<object>(
  'customer_lock_membership',
  'select from membership where customer_id = $1 and organisation_id = $2 for update',
);

const countSql = statement<{ kept: bigint }>(
  'customer_count_favourites',
  `select count(*) as kept from favourite where customer_id = $1 and organisation_id = $2 and favourite_id <> $3`,
);

const saveSql = statement<object>(
  'customer_save_favourite',
  `insert into favourite (favourite_id, customer_id, organisation_id, cafe_id, name, product_id, variant_id, modifiers,
     update_time)
   values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9)
   on conflict (favourite_id) do update set cafe_id = excluded.cafe_id, name = excluded.name,
     product_id = excluded.product_id, variant_id = excluded.variant_id, modifiers = excluded.modifiers,
     update_time = excluded.update_time
   where favourite.customer_id = excluded.customer_id and favourite.organisation_id = excluded.organisation_id
   returning favourite_id`,
);

const deleteSql = statement<{ organisationId: string }>(
  'customer_delete_favourite',
  `delete from favourite where favourite_id = $1 and customer_id = $2 returning organisation_id as "organisationId"`,
);

/** The favourites of a person, those kept last first; of one organisation, or of all. */
export function listFavourites(
  db: Database,
  scope: Scope,
  customerId: string,
  organisationId: string | null,
): Promise<FavouriteRow[]> {
  return db.read(scope, listSql, [customerId, organisationId]);
}

/**
 * Keeps a favourite, or changes the one with this id, once for a request. Refuses more than a customer can keep, somebody who
 * is no customer of the organisation, and the id of somebody else's favourite.
 */
export function saveFavourite(db: Database, key: OnceKey, favourite: FavouriteRow): Promise<void> {
  const { favouriteId, customerId, organisationId } = favourite;
  return db.transaction(serviceScope, async (tx) => {
    await tx.once(key, { favouriteId });
    const membership = await tx.query(lockMembershipSql, [customerId, organisationId]);
    if (membership.length === 0) throw notACustomer();
    const [others] = await tx.query(countSql, [customerId, organisationId, favouriteId]);
    if (others && others.kept >= MOST_FAVOURITES) throw tooManyFavourites();
    const saved = await tx.query(saveSql, [
      favouriteId,
      customerId,
      organisationId,
      favourite.cafeId,
      favourite.name,
      favourite.productId,
      favourite.variantId,
      json(favourite.modifiers),
      favourite.updateTime,
    ]);
    if (saved.length === 0) throw alreadyExists('favourite', favouriteId);
    await tx.append([favouritesChanged(favourite, false)]);
  });
}

/** Removes a favourite, once for a request; one that is not there is no error. */
export function deleteFavourite(
  db: Database,
  key: OnceKey,
  customerId: string,
  favouriteId: string,
): Promise<void> {
  return db.transaction(serviceScope, async (tx) => {
    await tx.once(key, { favouriteId });
    const [removed] = await tx.query(deleteSql, [favouriteId, customerId]);
    if (removed) await tx.append([favouritesChanged({ favouriteId, customerId, ...removed }, true)]);
  });
}
