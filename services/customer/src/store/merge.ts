import { type Database, statement } from '@sippy/kit/db';
import type { OnceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import { mergedIsRegistered } from '../domain/refusals.ts';
import { customerMerged, customerUpdated } from '../messages/facts.ts';

interface Merging {
  customerId: string;
  registered: boolean;
  version: bigint;
}

/** Both rows, in one order, so that two merges of the same people wait for each other. */
const lockSql = statement<Merging>(
  'customer_lock_both',
  `select c.customer_id as "customerId", c.registered, c.version
   from membership m join customer c using (customer_id)
   where m.organisation_id = $1 and c.customer_id = any ($2::uuid[]) and c.merged_into_id is null
   order by c.customer_id for update`,
);

/** The keys that the kept one lacks leave the other first, since two customers of an organisation cannot have the same. */
const takeKeysSql = statement<{ email: string | null; phone: string | null; cardNumber: string | null }>(
  'customer_take_keys',
  `update membership o set email = case when k.email is null then null else o.email end,
     phone = case when k.phone is null then null else o.phone end,
     card_number = case when k.card_number is null then null else o.card_number end
   from membership k
   where o.organisation_id = $1 and o.customer_id = $3 and k.organisation_id = $1 and k.customer_id = $2
   returning old.email, old.phone, old.card_number as "cardNumber"`,
);

const fillMembershipSql = statement<object>(
  'customer_fill_membership',
  `update membership k set email = coalesce(k.email, $4), phone = coalesce(k.phone, $5),
     card_number = coalesce(k.card_number, $6),
     home_cafe_id = coalesce(k.home_cafe_id,
       (select o.home_cafe_id from membership o where o.organisation_id = $1 and o.customer_id = $3))
   where k.organisation_id = $1 and k.customer_id = $2`,
);

const copyConsentsSql = statement<object>(
  'customer_copy_consents',
  `insert into consent (consent_id, customer_id, organisation_id, purpose, channel, given, text_version, place, cafe_id,
     actor_kind, actor_id, time)
   select gen_random_uuid(), $1, organisation_id, purpose, channel, given, text_version, place, cafe_id, actor_kind, actor_id,
     time
   from consent where customer_id = $2`,
);

const moveFavouritesSql = statement<object>(
  'customer_move_favourites',
  'update favourite set customer_id = $1 where customer_id = $2',
);

/** A user's own profile stays as they keep it; a date of birth comes only where the newest consent to it stands. */
const fillProfileSql = statement<{ version: bigint }>(
  'customer_fill_profile',
  `update customer k set version = k.version + 1,
     email = case when k.registered then k.email else coalesce(k.email, o.email) end,
     phone = case when k.registered then k.phone else coalesce(k.phone, o.phone) end,
     language = case when k.registered then k.language else coalesce(k.language, o.language) end,
     birth_date = case
       when not (select given from consent where customer_id = k.customer_id and purpose = 'BIRTHDAY'
         order by time desc, consent_id desc limit 1) then null
       when k.registered then k.birth_date else coalesce(k.birth_date, o.birth_date) end
   from customer o where k.customer_id = $1 and o.customer_id = $2
   returning k.version`,
);

/** Of the other stay the keys of its own that still lead to the kept one. */
const emptySql = statement<{ version: bigint }>(
  'customer_merge_into',
  `update customer set merged_into_id = $1, name = '', email = null, phone = null, birth_date = null, language = null,
     version = version + 1
   where customer_id = $2 returning version`,
);

const followSql = statement<object>(
  'customer_merge_follow',
  'update customer set merged_into_id = $1 where merged_into_id = $2',
);

/** Joins two records of one person, once for a request. Refuses a merged one who keeps their profile themselves. */
export function mergeCustomers(
  db: Database,
  key: OnceKey,
  asked: { organisationId: string; customerId: string; mergedCustomerId: string },
): Promise<void> {
  const { organisationId, customerId, mergedCustomerId } = asked;
  const both = [customerId, mergedCustomerId];
  return db.transaction(organisationScope(organisationId), async (tx) => {
    await tx.once(key, { customerId });
    const locked = await tx.query(lockSql, [organisationId, both]);
    for (const id of both) if (!locked.some((row) => row.customerId === id)) throw notFound('customer', id);
    if (locked.some((row) => row.customerId === mergedCustomerId && row.registered))
      throw mergedIsRegistered();
    const [keys] = await tx.query(takeKeysSql, [organisationId, ...both]);
    if (!keys) throw new Error('a membership that was locked is not there');
    await tx.query(fillMembershipSql, [organisationId, ...both, keys.email, keys.phone, keys.cardNumber]);
    await tx.query(copyConsentsSql, both);
    await tx.query(moveFavouritesSql, both);
    const [kept] = await tx.query(fillProfileSql, both);
    const [merged] = await tx.query(emptySql, both);
    await tx.query(followSql, both);
    if (!kept || !merged) throw new Error('a customer who was locked is not there');
    await tx.append([
      customerMerged(asked, kept.version),
      customerUpdated(mergedCustomerId, merged.version, organisationId),
    ]);
  });
}
