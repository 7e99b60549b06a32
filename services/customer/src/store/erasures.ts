import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import type { OnceKey } from '@sippy/kit/once';
import { serviceScope } from '@sippy/kit/scope';
import { customerErased, customerUpdated } from '../messages/facts.ts';

/** A wish to be forgotten. */
export interface ErasureRow {
  erasureId: string;
  customerId: string;
  /** Null for everything. */
  organisationId: string | null;
  customerIds: string[];
  /** Services that have finished this round. */
  done: string[];
  requestTime: Date;
  eraseTime: Date | null;
  completeTime: Date | null;
}

/** What is to be forgotten. */
export interface Wish {
  customerId: string;
  customerIds: readonly string[];
  organisationId: string | null;
}

const ERASURE = `erasure_id as "erasureId", customer_id as "customerId", organisation_id as "organisationId",
  customer_ids as "customerIds", done, request_time as "requestTime", erase_time as "eraseTime",
  complete_time as "completeTime"`;

const insertSql = statement<ErasureRow>(
  'customer_insert_erasure',
  `insert into erasure (erasure_id, customer_id, organisation_id, customer_ids, request_time, next_time, actor_kind, actor_id)
   values ($1, $2, $3, $4, $5, $5, $6, $7) on conflict on constraint erasure_once do update
     set customer_ids = excluded.customer_ids, done = '{}', next_time = excluded.next_time, complete_time = null
   returning ${ERASURE}`,
);

const findSql = statement<ErasureRow>(
  'customer_find_erasure',
  `select ${ERASURE} from erasure where erasure_id = $1`,
);

const dueSql = statement<ErasureRow>(
  'customer_due_erasures',
  `select ${ERASURE} from erasure where complete_time is null and next_time <= $1 order by next_time limit 50`,
);

const doneSql = statement<object>(
  'customer_erasure_done',
  'update erasure set done = array_append(done, $2) where erasure_id = $1 and not ($2 = any (done))',
);

const laterSql = statement<object>(
  'customer_erasure_later',
  'update erasure set next_time = $2 where erasure_id = $1',
);

const erasedSql = statement<object>(
  'customer_erasure_erased',
  `update erasure set erase_time = $2, done = '{}', next_time = $3 where erasure_id = $1 and erase_time is null
   returning erasure_id`,
);

const completeSql = statement<object>(
  'customer_erasure_complete',
  'update erasure set complete_time = $2 where erasure_id = $1',
);

const dropFavouritesSql = statement<object>(
  'customer_erase_favourites',
  'delete from favourite where customer_id = any ($1::uuid[]) and ($2::uuid is null or organisation_id = $2)',
);

const dropMembershipsSql = statement<object>(
  'customer_erase_memberships',
  'delete from membership where customer_id = any ($1::uuid[]) and ($2::uuid is null or organisation_id = $2)',
);

/** Of one organisation's wish, only records that it made itself are emptied: a user's own profile is not its to empty. */
const emptySql = statement<{ customerId: string; version: bigint }>(
  'customer_erase_profiles',
  `update customer set name = '', email = null, phone = null, birth_date = null, language = null, card_token = null,
     registered = false, erased_time = $3, version = version + 1
   where customer_id = any ($1::uuid[]) and erased_time is null and ($2::uuid is null or not registered)
   returning customer_id as "customerId", version`,
);

/**
 * Writes a wish down and removes, with it, all that is personal here. Asked again, also after all was done, everything is looked
 * at again; it stays the same erasure.
 */
export function beginErasure(
  db: Database,
  key: OnceKey | undefined,
  wish: Wish,
  actor: { kind: string; id: string },
  now: Date,
): Promise<ErasureRow> {
  const { customerId, customerIds, organisationId } = wish;
  return db.transaction(serviceScope, async (tx) => {
    const erasureId = newId();
    const params = [erasureId, customerId, organisationId, customerIds, now, actor.kind, actor.id];
    const [erasure] = await tx.query(insertSql, params);
    if (!erasure) throw new Error('an erasure that was just written is not there');
    if (key) await tx.once(key, { erasureId: erasure.erasureId });
    await emptyHere(tx, wish, now);
    return erasure;
  });
}

async function emptyHere(tx: Transaction, { customerIds, organisationId }: Wish, now: Date): Promise<void> {
  await tx.query(dropFavouritesSql, [customerIds, organisationId]);
  await tx.query(dropMembershipsSql, [customerIds, organisationId]);
  const emptied = await tx.query(emptySql, [customerIds, organisationId, now]);
  await tx.append(emptied.map((row) => customerUpdated(row.customerId, row.version, organisationId ?? '')));
}

/** An erasure by its id. */
export async function findErasure(db: Database, erasureId: string): Promise<ErasureRow | undefined> {
  return (await db.read(serviceScope, findSql, [erasureId]))[0];
}

/** Erasures that have something left to do now. */
export function dueErasures(db: Database, now: Date): Promise<ErasureRow[]> {
  return db.read(serviceScope, dueSql, [now]);
}

/** Remembers that a service has finished this round. */
export async function holderDone(db: Database, erasureId: string, name: string): Promise<void> {
  await db.command(serviceScope, doneSql, [erasureId, name]);
}

/** Leaves an erasure alone until then. */
export async function tryLater(db: Database, erasureId: string, time: Date): Promise<void> {
  await db.command(serviceScope, laterSql, [erasureId, time]);
}

/** Ends a round in which every service has finished: the first one, to be looked at once more at `again`, or the last. */
export function endRound(db: Database, erasure: ErasureRow, now: Date, again: Date): Promise<void> {
  return db.transaction(serviceScope, async (tx) => {
    if (erasure.eraseTime !== null) {
      await tx.query(completeSql, [erasure.erasureId, now]);
      return;
    }
    const first = await tx.query(erasedSql, [erasure.erasureId, now, again]);
    if (first.length > 0) await tx.append([customerErased(erasure)]);
  });
}
