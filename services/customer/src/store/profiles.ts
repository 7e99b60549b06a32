import { type Database, statement } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import type { OnceKey } from '@sippy/kit/once';
import { notFound, staleVersion } from '@sippy/kit/refusal';
import { customerScope, serviceScope } from '@sippy/kit/scope';
import { customerCreated, customerUpdated } from '../messages/facts.ts';
import { type AgreedText, assertBirthdayConsent } from './consents.ts';
import { withNewNumber } from './customers.ts';
import { MEMBERSHIP, type MembershipRow, PROFILE, type ProfileRow } from './rows.ts';

const findSql = statement<ProfileRow>(
  'customer_find_profile',
  `select ${PROFILE} from customer c where c.customer_id = $1`,
);

const lockSql = statement<ProfileRow>(
  'customer_lock_profile',
  `select ${PROFILE} from customer c where c.customer_id = $1 for update`,
);

const registerSql = statement<{ version: bigint }>(
  'customer_register',
  `insert into customer as c (customer_id, registered, membership_number, name, email, created_time)
   values ($1, true, $2, $3, $4, $5)
   on conflict (customer_id) do update
   set registered = true, name = excluded.name, email = excluded.email, version = c.version + 1 where not c.registered and c.erased_time is null
   returning version`,
);

const updateSql = statement<{ version: bigint }>(
  'customer_update_own',
  `update customer set name = $2, phone = $3, birth_date = $4::date, language = $5, version = version + 1
   where customer_id = $1 returning version`,
);

const spreadPhoneSql = statement<object>(
  'customer_spread_phone',
  `update membership m set phone = case when exists (
     select from membership o where o.organisation_id = m.organisation_id and o.phone = $2 and o.customer_id <> $1
   ) then null else $2 end
   where m.customer_id = $1`,
);

const membershipsSql = statement<MembershipRow>(
  'customer_memberships',
  `select ${MEMBERSHIP} from membership m where m.customer_id = $1 order by m.joined_time limit 200`,
);

const joinSql = statement<{ joined: boolean }>(
  'customer_join',
  `insert into membership (organisation_id, customer_id, email, phone, joined_time) values ($1, $2, $3, $4, $5)
   on conflict (organisation_id, customer_id) do nothing returning true as joined`,
);

const touchSql = statement<{ version: bigint }>(
  'customer_touch',
  'update customer set version = version + 1 where customer_id = $1 returning version',
);

/** The profile of a registered user; undefined before it was made. */
export async function findProfile(db: Database, userId: string): Promise<ProfileRow | undefined> {
  const [row] = await db.read(customerScope(userId), findSql, [userId]);
  return row?.registered ? row : undefined;
}

/**
 * Makes the profile of a registered user from their account; does nothing if there is one. Like all that changes a
 * profile it runs under the service's own scope, since facts about a user belong to no organisation.
 */
export function registerProfile(
  db: Database,
  userId: string,
  account: { name: string; email: string },
  now: Date,
): Promise<void> {
  return withNewNumber((number) =>
    db.transaction(serviceScope, async (tx) => {
      const [made] = await tx.query(registerSql, [userId, number, account.name, account.email, now]);
      if (made)
        await tx.append([
          made.version === 1n ? customerCreated(userId) : customerUpdated(userId, made.version),
        ]);
    }),
  );
}

/** What a user changes of their profile; undefined keeps, null removes. */
export interface ProfileChange {
  name?: string | undefined;
  phone?: string | null | undefined;
  birthDate?: string | null | undefined;
  language?: string | null | undefined;
}

/**
 * Changes a user's own profile once for a request. Where another customer of an organisation has the telephone number,
 * look-ups there go on finding that one: a user learns nothing of others, so the number is not refused.
 */
export async function changeProfile(
  db: Database,
  key: OnceKey,
  target: { userId: string; version: bigint },
  change: ProfileChange,
  agreed: AgreedText,
): Promise<void> {
  const { userId } = target;
  const attempt = () =>
    db.transaction(serviceScope, async (tx) => {
      await tx.once(key, { customerId: userId });
      const [row] = await tx.query(lockSql, [userId]);
      if (!row) throw notFound('profile', userId);
      if (row.version !== target.version) throw staleVersion('profile', row.version);
      if (change.birthDate) await assertBirthdayConsent(tx, userId, agreed);
      const next = { ...row, ...withoutUndefined(change) };
      const params = [userId, next.name, next.phone, next.birthDate, next.language];
      const [updated] = await tx.query(updateSql, params);
      if (next.phone !== row.phone) await tx.query(spreadPhoneSql, [userId, next.phone]);
      if (updated) await tx.append([customerUpdated(userId, updated.version)]);
    });
  await attempt().catch((error) => {
    // Somebody took the number in between: seen now, it is left to them.
    if (isUniqueViolation(error, 'membership_phone')) return attempt();
    throw error;
  });
}

/** The organisations that a user is a customer of. */
export function membershipsOf(db: Database, userId: string): Promise<MembershipRow[]> {
  return db.read(customerScope(userId), membershipsSql, [userId]);
}

/** Makes a user a customer of an organisation, with the keys that nobody else has there. */
export async function join(
  db: Database,
  key: OnceKey,
  organisationId: string,
  profile: ProfileRow,
  now: Date,
): Promise<void> {
  const { customerId } = profile;
  let { email, phone } = profile;
  for (;;) {
    try {
      await db.transaction(serviceScope, async (tx) => {
        await tx.once(key, { organisationId });
        const [joined] = await tx.query(joinSql, [organisationId, customerId, email, phone, now]);
        if (!joined) return;
        const [touched] = await tx.query(touchSql, [customerId]);
        if (touched) await tx.append([customerUpdated(customerId, touched.version, organisationId)]);
      });
      return;
    } catch (error) {
      if (email !== null && isUniqueViolation(error, 'membership_email')) email = null;
      else if (phone !== null && isUniqueViolation(error, 'membership_phone')) phone = null;
      else throw error;
    }
  }
}

function withoutUndefined<T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
