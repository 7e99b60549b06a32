import { type Database, statement } from '@sippy/kit/db';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { CardCode } from '../domain/card.ts';
import type { ProfileRow } from './rows.ts';
import { PROFILE } from './rows.ts';

const findSql = statement<{ membershipNumber: string; token: string | null }>(
  'customer_find_card',
  'select membership_number as "membershipNumber", card_token as token from customer where customer_id = $1',
);

const makeSql = statement<CardCode>(
  'customer_make_card',
  `update customer set card_token = coalesce(card_token, $2) where customer_id = $1
   returning membership_number as "membershipNumber", card_token as token`,
);

const ofNetworkSql = statement<ProfileRow>(
  'customer_of_network',
  `select ${PROFILE} from customer k join customer c on c.customer_id = coalesce(k.merged_into_id, k.customer_id)
   where k.membership_number = $1 and k.card_token = $2
     and exists (select from membership m
       where m.customer_id = c.customer_id and m.organisation_id = any ($3::uuid[]))`,
);

const byTokenSql = statement<{ customerId: string }>(
  'customer_by_card_token',
  'select customer_id as "customerId" from customer where membership_number = $1 and card_token = $2',
);

/** What a customer's card says; the first time with this token. Undefined if the scope sees no such customer. */
export async function cardOf(
  db: Database,
  scope: Scope,
  customerId: string,
  newToken: string,
): Promise<CardCode | undefined> {
  const [found] = await db.read(scope, findSql, [customerId]);
  if (!found) return undefined;
  if (found.token !== null) return { ...found, token: found.token };
  const [made] = await db.command(scope, makeSql, [customerId, newToken]);
  return made;
}

/** Whose card it is; undefined if it is nobody's. */
export async function customerOfCard(
  db: Database,
  { membershipNumber, token }: CardCode,
): Promise<string | undefined> {
  const [found] = await db.read(serviceScope, byTokenSql, [membershipNumber, token]);
  return found?.customerId;
}

/** Who shows this card, if they are a customer of one of the organisations. */
export async function memberOfCard(
  db: Database,
  { membershipNumber, token }: CardCode,
  organisationIds: readonly string[],
): Promise<ProfileRow | undefined> {
  const [found] = await db.read(serviceScope, ofNetworkSql, [membershipNumber, token, organisationIds]);
  return found;
}
