import { randomInt } from 'node:crypto';
import type { Call } from '@sippy/kit/call';
import { type Database, statement, type Transaction, withScope } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import { appendOneParams, appendOneSql, type EventLog } from '@sippy/kit/events';
import { newId } from '@sippy/kit/ids';
import { ONCE_PARAMS, type OnceKey, onceParams, onceSql } from '@sippy/kit/once';
import type { Page } from '@sippy/kit/page';
import { alreadyExists, notFound, refuse } from '@sippy/kit/refusal';
import { organisationScope, serviceScope } from '@sippy/kit/scope';
import type { PrismaClient } from '../../gen/prisma/client.ts';
import { MEMBERSHIP_NUMBERS, membershipNumber } from '../domain/membership-number.ts';
import { customerCreated } from '../messages/facts.ts';
import { type CustomerRow, MEMBERSHIP, PROFILE } from './rows.ts';

/** A customer to be added by an organisation. */
export interface NewCustomer {
  customerId: string;
  organisationId: string;
  homeCafeId: string;
  name: string;
  email: string | null;
  phone: string | null;
  cardNumber: string | null;
  birthDate: string | null;
  language: string | null;
  /** Version of the text with which they agreed that their date of birth is kept. */
  birthdayTextVersion: string;
}

/** What a customer is looked up by. */
export type LookUpKey = 'email' | 'phone' | 'cardNumber' | 'membershipNumber';

const OWN_PARAMS = 15;

const insertSql = statement<object>(
  'customer_insert',
  // Each part reads from the one before it, so that a repetition fails on its request row and on nothing else.
  `with asked as (${onceSql(OWN_PARAMS + 1)} returning request_id),
   made as (
     insert into customer (customer_id, organisation_id, registered, membership_number, name, email, phone, birth_date,
       created_time, language)
     select $1::uuid, $2::uuid, false, $4, $5, $6, $7, $8::date, $9::timestamptz, $11 from asked returning customer_id
   ),
   agreed as (
     insert into consent (consent_id, customer_id, purpose, given, text_version, place, cafe_id, actor_kind, actor_id, time)
     select $13::uuid, customer_id, 'BIRTHDAY', true, $12, 'COUNTER', $3::uuid, $14, $15, $9::timestamptz from made
     where $8::date is not null
   ),
   joined as (
     insert into membership (organisation_id, customer_id, home_cafe_id, card_number, email, phone, joined_time)
     select $2::uuid, customer_id, $3::uuid, $10, $6, $7, $9::timestamptz from made returning customer_id
   ),
   told as (${appendOneSql(OWN_PARAMS + ONCE_PARAMS + 1)})
  select customer_id from joined`,
);

// Found is k; who was merged into another stands for that one.
const FROM = `from membership k
  join customer kc on kc.customer_id = k.customer_id
  join customer c on c.customer_id = coalesce(kc.merged_into_id, kc.customer_id)
  join membership m on m.customer_id = c.customer_id and m.organisation_id = k.organisation_id
  where k.organisation_id = $1`;

const findSql = statement<CustomerRow>(
  'customer_find',
  `select ${PROFILE}, ${MEMBERSHIP} ${FROM} and k.customer_id = $2`,
);

const lookUpSql = {
  email: statement<CustomerRow>(
    'customer_by_email',
    `select ${PROFILE}, ${MEMBERSHIP} ${FROM} and k.email = $2`,
  ),
  phone: statement<CustomerRow>(
    'customer_by_phone',
    `select ${PROFILE}, ${MEMBERSHIP} ${FROM} and k.phone = $2`,
  ),
  cardNumber: statement<CustomerRow>(
    'customer_by_card',
    `select ${PROFILE}, ${MEMBERSHIP} ${FROM} and k.card_number = $2`,
  ),
  membershipNumber: statement<CustomerRow>(
    'customer_by_number',
    `select ${PROFILE}, ${MEMBERSHIP} ${FROM} and kc.membership_number = $2`,
  ),
} satisfies Record<LookUpKey, unknown>;

const organisationsSql = statement<{ organisationId: string }>(
  'customer_organisations',
  `select organisation_id as "organisationId" from membership where customer_id = $1`,
);

const lockSql = statement<CustomerRow>(
  'customer_lock',
  `select ${PROFILE}, ${MEMBERSHIP} from membership m join customer c using (customer_id)
   where m.organisation_id = $1 and m.customer_id = $2 for update`,
);

/** The organisations of which somebody is a customer. */
export async function organisationsOf(db: Database, customerId: string): Promise<string[]> {
  const rows = await db.read(serviceScope, organisationsSql, [customerId]);
  return rows.map(({ organisationId }) => organisationId);
}

const TRIES = 20;

/** Does something with a membership number drawn by lot, with another one if that is taken. */
export async function withNewNumber<T>(work: (number: string) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work(membershipNumber(randomInt(MEMBERSHIP_NUMBERS)));
    } catch (error) {
      if (tries >= TRIES || !isUniqueViolation(error, 'customer_membership_number')) throw error;
    }
  }
}

/** Adds a customer once for a request, in one statement. Refuses an id, address, number or card that is taken. */
export async function insertCustomer(
  db: Database,
  events: EventLog,
  call: Call,
  key: OnceKey,
  customer: NewCustomer,
  now: Date,
): Promise<void> {
  const { customerId, organisationId, homeCafeId, name, email, phone, cardNumber, birthDate } = customer;
  const consent = [customer.birthdayTextVersion, newId(), call.actor.kind, call.actor.id];
  const draft = events.draft(call, customerCreated(customerId, organisationId, homeCafeId));
  const made = onceParams(key, { customerId });
  const told = appendOneParams(draft);
  // A consent is an organisation's to write once the membership is there, which it is not yet within one statement.
  const scope = birthDate === null ? organisationScope(organisationId) : serviceScope;
  await withNewNumber((number) =>
    db.command(scope, insertSql, [
      customerId,
      organisationId,
      homeCafeId,
      number,
      name,
      email,
      phone,
      birthDate,
      now,
      cardNumber,
      customer.language,
      ...consent,
      ...made,
      ...told,
    ]),
  ).catch((error) => {
    const taken = isUniqueViolation(error, 'customer_pkey') || isUniqueViolation(error, 'membership_pkey');
    if (taken) throw alreadyExists('customer', customerId);
    throw takenOr(error);
  });
}

/** A refusal for an address, number or card that another customer of the organisation has; else the error itself. */
export function takenOr(error: unknown): unknown {
  const taken = (reason: string, field: string, what: string) =>
    refuse('ALREADY_EXISTS', reason, `Another customer has this ${what}.`, {
      fields: [{ field, description: `another customer has this ${what}` }],
    });
  if (isUniqueViolation(error, 'membership_email')) return taken('EMAIL_TAKEN', 'email', 'e-mail address');
  if (isUniqueViolation(error, 'membership_phone')) return taken('PHONE_TAKEN', 'phone', 'telephone number');
  if (isUniqueViolation(error, 'membership_card')) return taken('CARD_TAKEN', 'card_number', 'card');
  return error;
}

/** Reads a customer of an organisation; one who was merged into another as that one. */
export async function findCustomer(
  db: Database,
  organisationId: string,
  customerId: string,
): Promise<CustomerRow | undefined> {
  const [row] = await db.read(organisationScope(organisationId), findSql, [organisationId, customerId]);
  return row;
}

/** The same; refuses with NOT_FOUND. */
export async function getCustomer(
  db: Database,
  organisationId: string,
  customerId: string,
): Promise<CustomerRow> {
  const row = await findCustomer(db, organisationId, customerId);
  if (!row) throw notFound('customer', customerId);
  return row;
}

/** Finds the customer of an organisation by exactly this value, in the form in which it is kept. */
export async function lookUp(
  db: Database,
  organisationId: string,
  key: LookUpKey,
  value: string,
): Promise<CustomerRow | undefined> {
  const [row] = await db.read(organisationScope(organisationId), lookUpSql[key], [organisationId, value]);
  return row;
}

/** Locks and reads a customer of an organisation. */
export async function lockCustomerIn(
  tx: Transaction,
  organisationId: string,
  customerId: string,
): Promise<CustomerRow | undefined> {
  const [row] = await tx.query(lockSql, [organisationId, customerId]);
  return row;
}

/** The customers of an organisation, those who joined last first; one more than the page holds, if there are more. */
export function listCustomers(
  prisma: PrismaClient,
  filter: { organisationId: string; homeCafeId: string },
  page: Page<readonly ['time', 'uuid']>,
): Promise<CustomerRow[]> {
  const { organisationId, homeCafeId } = filter;
  const [time, customerId] = page.after ?? [];
  const after = time &&
    customerId && {
      OR: [{ joinedTime: { lt: time } }, { joinedTime: time, customerId: { lt: customerId } }],
    };
  return withScope(organisationScope(organisationId), async () => {
    const rows = await prisma.membership.findMany({
      where: {
        organisationId,
        customer: { mergedIntoId: null },
        ...(homeCafeId !== '' && { homeCafeId }),
        ...after,
      },
      include: { customer: true },
      orderBy: [{ joinedTime: 'desc' }, { customerId: 'desc' }],
      take: page.size + 1,
    });
    return rows.map(({ customer, ...membership }) => ({ ...customer, ...membership }));
  });
}
