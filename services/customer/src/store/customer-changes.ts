import { type Database, statement } from '@sippy/kit/db';
import type { OnceKey } from '@sippy/kit/once';
import { notFound, refuse, staleVersion } from '@sippy/kit/refusal';
import { organisationScope } from '@sippy/kit/scope';
import { customerUpdated } from '../messages/facts.ts';
import { type AgreedText, assertBirthdayConsent } from './consents.ts';
import { lockCustomerIn, takenOr } from './customers.ts';

/** What staff change of a customer; undefined keeps, null removes. */
export interface CustomerChange {
  name?: string | undefined;
  email?: string | null | undefined;
  phone?: string | null | undefined;
  birthDate?: string | null | undefined;
  cardNumber?: string | null | undefined;
  homeCafeId?: string | null | undefined;
  language?: string | null | undefined;
}

const updateProfileSql = statement<{ version: bigint }>(
  'customer_update_profile',
  `update customer set name = $2, email = $3, phone = $4, birth_date = $5::date, language = $6, version = version + 1
   where customer_id = $1 returning version`,
);

const updateContactSql = statement<object>(
  'customer_update_contact',
  `update membership set email = case when $3 then $4 else email end, phone = case when $5 then $6 else phone end
   where organisation_id = $1 and customer_id = $2`,
);

const updateMembershipSql = statement<object>(
  'customer_update_membership',
  'update membership set card_number = $3, home_cafe_id = $4 where organisation_id = $1 and customer_id = $2',
);

/**
 * Changes a customer once for a request. Refuses a stale version, an address, number or card that is taken, a date of birth
 * without consent, and changes to the profile of a registered user.
 */
export function changeCustomer(
  db: Database,
  key: OnceKey,
  target: { organisationId: string; customerId: string; version: bigint },
  change: CustomerChange,
  agreed: AgreedText,
): Promise<void> {
  const { organisationId, customerId } = target;
  return db
    .transaction(organisationScope(organisationId), async (tx) => {
      await tx.once(key, { customerId });
      const row = await lockCustomerIn(tx, organisationId, customerId);
      if (!row) throw notFound('customer', customerId);
      if (row.version !== target.version) throw staleVersion('customer', row.version);
      const { cardNumber, homeCafeId, ...personal } = change;
      if (row.registered && Object.values(personal).some((value) => value !== undefined))
        throw profileNotYours();
      const name = change.name ?? row.name;
      const {
        email = row.email,
        phone = row.phone,
        birthDate = row.birthDate,
        language = row.language,
      } = change;
      if (change.birthDate) await assertBirthdayConsent(tx, customerId, agreed);
      const profile = [customerId, name, email, phone, birthDate, language];
      const [updated] = await tx.query(updateProfileSql, profile);
      await tx.query(updateContactSql, [
        organisationId,
        customerId,
        change.email !== undefined,
        email,
        change.phone !== undefined,
        phone,
      ]);
      const card = cardNumber === undefined ? row.cardNumber : cardNumber;
      const home = homeCafeId === undefined ? row.homeCafeId : homeCafeId;
      await tx.query(updateMembershipSql, [organisationId, customerId, card, home]);
      if (updated) await tx.append([customerUpdated(customerId, updated.version, organisationId)]);
    })
    .catch((error) => {
      throw takenOr(error);
    });
}

function profileNotYours(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'PROFILE_NOT_YOURS',
    'This customer keeps their profile themselves. Only the card and the home café can be changed here.',
  );
}
