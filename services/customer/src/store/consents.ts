import type { Call } from '@sippy/kit/call';
import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import type { OnceKey } from '@sippy/kit/once';
import type { Page } from '@sippy/kit/page';
import { notFound } from '@sippy/kit/refusal';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { PlaceName } from '../domain/consent.ts';
import { birthdayConsentMissing, notACustomer } from '../domain/refusals.ts';
import { consentChanged, customerUpdated } from '../messages/facts.ts';
import { CONSENT, type ConsentRow } from './rows.ts';

/** A consent to be written down, and who writes. */
export interface NewConsent extends ConsentRow {
  actor: { kind: string; id: string };
}

/** With which words somebody agrees that their date of birth is kept; an empty version says nothing. */
export interface AgreedText {
  textVersion: string;
  place: PlaceName;
  actor: { kind: string; id: string };
  time: Date;
}

/** What a call says of the text that was agreed to. */
export function agreedText(call: Call, textVersion: string, place: PlaceName, time: Date): AgreedText {
  return { textVersion, place, actor: call.actor, time };
}

const insertSql = statement<object>(
  'customer_insert_consent',
  `insert into consent (consent_id, customer_id, organisation_id, purpose, channel, given, text_version, place, cafe_id, time,
     actor_kind, actor_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
);

const findSql = statement<ConsentRow>(
  'customer_find_consent',
  `select ${CONSENT} from consent where consent_id = $1`,
);

const birthdaySql = statement<{ given: boolean }>(
  'customer_birthday_consent',
  `select given from consent where customer_id = $1 and purpose = 'BIRTHDAY'
   order by time desc, consent_id desc limit 1`,
);

const forgetBirthdaySql = statement<{ version: bigint }>(
  'customer_forget_birthday',
  `update customer set birth_date = null, version = version + 1 where customer_id = $1 and birth_date is not null
   returning version`,
);

const lockMemberSql = statement<object>(
  'customer_lock_member',
  `select from customer c where c.customer_id = $1
     and ($2::uuid is null or exists (select from membership m where m.customer_id = $1 and m.organisation_id = $2))
   for update`,
);

const currentSql = statement<ConsentRow>(
  'customer_current_consents',
  `select distinct on (organisation_id, purpose, channel) ${CONSENT} from consent
   where customer_id = $1 and ($2::uuid is null or organisation_id = $2 or organisation_id is null)
   order by organisation_id, purpose, channel, time desc, consent_id desc`,
);

const historySql = statement<ConsentRow>(
  'customer_consent_history',
  `select ${CONSENT} from consent
   where customer_id = $1 and ($2::uuid is null or organisation_id = $2 or organisation_id is null)
     and ($3::timestamptz is null or (time, consent_id) < ($3, $4::uuid))
   order by time desc, consent_id desc limit $5`,
);

/** Reads a consent that is known to be there. */
export async function getConsent(db: Database, consentId: string): Promise<ConsentRow> {
  const [row] = await db.read(serviceScope, findSql, [consentId]);
  if (!row) throw notFound('consent', consentId);
  return row;
}

/** Passes if the date of birth may be kept: the consent stands, or is given with this. Refuses otherwise. */
export async function assertBirthdayConsent(
  tx: Transaction,
  customerId: string,
  agreed: AgreedText,
): Promise<void> {
  const { textVersion, place, actor, time } = agreed;
  if (textVersion !== '') {
    const consentId = newId();
    await insert(tx, {
      ...{ consentId, customerId, organisationId: null, purpose: 'BIRTHDAY', channel: null, given: true },
      ...{ textVersion, place, cafeId: null, time, actor },
    });
    return;
  }
  const [newest] = await tx.query(birthdaySql, [customerId]);
  if (!newest?.given) throw birthdayConsentMissing();
}

/**
 * Writes a consent down, once for a request. One that is withdrawn takes the date of birth with it that it was about. Like all
 * that changes a profile it runs under the service's own scope; whoever calls has found the person.
 */
export function recordConsent(db: Database, key: OnceKey, consent: NewConsent): Promise<void> {
  const { consentId, customerId, organisationId } = consent;
  return db.transaction(serviceScope, async (tx) => {
    await tx.once(key, { consentId });
    const member = await tx.query(lockMemberSql, [customerId, organisationId]);
    if (member.length === 0) throw notACustomer();
    await insert(tx, consent);
    await tx.append([consentChanged(consent)]);
    if (consent.purpose !== 'BIRTHDAY' || consent.given) return;
    const [changed] = await tx.query(forgetBirthdaySql, [customerId]);
    if (changed) await tx.append([customerUpdated(customerId, changed.version)]);
  });
}

/** What holds now: the newest of each subject; of one organisation and the profile, or of all. */
export function currentConsents(
  db: Database,
  scope: Scope,
  customerId: string,
  organisationId: string | null,
): Promise<ConsentRow[]> {
  return db.read(scope, currentSql, [customerId, organisationId]);
}

/** All consents, the newest first; one more than the page holds, if there are more. */
export function consentHistory(
  db: Database,
  scope: Scope,
  whose: { customerId: string; organisationId: string | null },
  page: Page<readonly ['time', 'uuid']>,
): Promise<ConsentRow[]> {
  const [time = null, consentId = null] = page.after ?? [];
  return db.read(scope, historySql, [whose.customerId, whose.organisationId, time, consentId, page.size + 1]);
}

async function insert(tx: Transaction, consent: NewConsent): Promise<void> {
  await tx.query(insertSql, [
    consent.consentId,
    consent.customerId,
    consent.organisationId,
    consent.purpose,
    consent.channel,
    consent.given,
    consent.textVersion,
    consent.place,
    consent.cafeId,
    consent.time,
    consent.actor.kind,
    consent.actor.id,
  ]);
}
