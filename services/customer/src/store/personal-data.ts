/** What this service keeps of a person. */
import { type Database, statement } from '@sippy/kit/db';
import type { PersonalSection } from '@sippy/kit/personal-data';
import { serviceScope } from '@sippy/kit/scope';

/** Profile, memberships, consents and favourites. */
export const personalSections: readonly PersonalSection[] = [
  {
    kind: 'customer.profiles',
    sql: statement(
      'customer_export_profiles',
      `select customer_id as id, jsonb_build_object('customer_id', customer_id, 'membership_number', membership_number,
         'name', name, 'email', email, 'phone', phone, 'birth_date', birth_date, 'language', language,
         'registered', registered, 'merged_into', merged_into_id, 'created_time', created_time)::text as json
       from customer where customer_id = any ($1::uuid[])
         and ($2::uuid is null or exists (select from membership m
           where m.customer_id = customer.customer_id and m.organisation_id = $2))
         and ($3::uuid is null or customer_id > $3) order by customer_id limit $4`,
    ),
  },
  {
    kind: 'customer.memberships',
    sql: statement(
      'customer_export_memberships',
      `select organisation_id as id, jsonb_build_object('organisation_id', organisation_id, 'home_cafe_id', max(home_cafe_id::text),
         'card_numbers', array_remove(array_agg(card_number), null), 'emails', array_remove(array_agg(email), null),
         'phones', array_remove(array_agg(phone), null), 'joined_time', min(joined_time))::text as json
       from membership where customer_id = any ($1::uuid[]) and ($2::uuid is null or organisation_id = $2)
         and ($3::uuid is null or organisation_id > $3)
       group by organisation_id order by organisation_id limit $4`,
    ),
  },
  {
    kind: 'customer.consents',
    sql: statement(
      'customer_export_consents',
      `select consent_id as id, jsonb_build_object('consent_id', consent_id, 'organisation_id', organisation_id,
         'purpose', purpose, 'channel', channel, 'given', given, 'text_version', text_version, 'place', place,
         'cafe_id', cafe_id, 'time', time)::text as json
       from consent where customer_id = any ($1::uuid[])
         and ($2::uuid is null or organisation_id = $2 or organisation_id is null)
         and ($3::uuid is null or consent_id > $3) order by consent_id limit $4`,
    ),
  },
  {
    kind: 'customer.favourites',
    sql: statement(
      'customer_export_favourites',
      `select favourite_id as id, jsonb_build_object('favourite_id', favourite_id, 'organisation_id', organisation_id,
         'cafe_id', cafe_id, 'name', name, 'product_id', product_id, 'variant_id', variant_id, 'modifiers', modifiers,
         'update_time', update_time)::text as json
       from favourite where customer_id = any ($1::uuid[]) and ($2::uuid is null or organisation_id = $2)
         and ($3::uuid is null or favourite_id > $3) order by favourite_id limit $4`,
    ),
  },
];

const idsSql = statement<{ customerId: string }>(
  'customer_ids_of_person',
  'select customer_id as "customerId" from customer where customer_id = $1 or merged_into_id = $1 limit 1000',
);

/** The ids under which a person is kept: their own, and those of records that were merged into theirs. */
export async function idsOfPerson(db: Database, customerId: string): Promise<string[]> {
  const others = await db.read(serviceScope, idsSql, [customerId]);
  return [...new Set([customerId, ...others.map((row) => row.customerId)])];
}
