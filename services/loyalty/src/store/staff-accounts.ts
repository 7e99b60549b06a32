/** Which account a member of staff has. */
import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';

/** A member of staff, as an event told. */
export interface StaffAccount {
  staffId: string;
  userId: string | null;
  version: bigint;
}

const COLUMNS = 'staff_id, user_id, version';

const keep = statement<object>(
  'loyalty_keep_staff',
  `insert into staff_account as a (${COLUMNS})
   select ${COLUMNS} from jsonb_populate_recordset(null::staff_account, $1::jsonb) order by staff_id
   on conflict (staff_id) do update set user_id = excluded.user_id, version = excluded.version where a.version < excluded.version`,
);

const find = statement<{ userId: string | null }>(
  'loyalty_find_staff',
  'select user_id as "userId" from staff_account where staff_id = $1',
);

/** Keeps what is newer. */
export async function keepStaffAccounts(tx: Transaction, staff: readonly StaffAccount[]): Promise<void> {
  const rows = staff.map(({ staffId, userId, version }) => ({ staff_id: staffId, user_id: userId, version }));
  await tx.query(keep, [json(rows)]);
}

/** The account of a member of staff; undefined where they have none, or it is not known. */
export async function accountOf(db: Database, staffId: string): Promise<string | undefined> {
  return (await db.read(serviceScope, find, [staffId]))[0]?.userId ?? undefined;
}
