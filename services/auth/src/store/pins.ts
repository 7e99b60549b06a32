import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import { pinChanged } from '../messages/facts.ts';

/** How many wrong PINs in a row lock it. */
export const MAX_PIN_TRIES = 5;

interface PinRow {
  staffId: string;
  organisationId: string;
  pinHash: string;
  failedCount: number;
  lockedTime: Date | null;
  version: bigint;
}

const COLUMNS = `staff_id as "staffId", organisation_id as "organisationId", pin_hash as "pinHash",
  failed_count as "failedCount", locked_time as "lockedTime", version`;

const findPinSql = statement<PinRow>('auth_find_pin', `select ${COLUMNS} from staff_pin where staff_id = $1`);

const chargeSql = statement<PinRow>(
  'auth_charge_pin',
  `update staff_pin set failed_count = failed_count + 1
   where staff_id = $1 and locked_time is null and failed_count < $2 returning ${COLUMNS}`,
);

const refundSql = statement<object>(
  'auth_refund_pin',
  'update staff_pin set failed_count = greatest(failed_count - 1, 0) where staff_id = $1 and locked_time is null',
);

const passSql = statement<object>(
  'auth_pass_pin',
  'update staff_pin set failed_count = 0 where staff_id = $1 and locked_time is null and pin_hash = $2',
);

const lockSql = statement<PinRow>(
  'auth_lock_pin',
  `update staff_pin set locked_time = $2, version = version + 1
   where staff_id = $1 and locked_time is null and failed_count >= $3 returning ${COLUMNS}`,
);

const unlockSql = statement<PinRow>(
  'auth_unlock_pin',
  `update staff_pin set locked_time = null, failed_count = 0, version = version + 1
   where staff_id = $1 and (locked_time is not null or failed_count > 0) returning ${COLUMNS}`,
);

const setSql = statement<PinRow>(
  'auth_set_pin',
  `insert into staff_pin (staff_id, organisation_id, pin_hash) values ($1, $2, $3)
   on conflict (staff_id) do update
   set pin_hash = excluded.pin_hash, failed_count = 0, locked_time = null, version = staff_pin.version + 1
   returning ${COLUMNS}`,
);

/** The PIN of a member of staff. */
export async function findPin(db: Database, staffId: string): Promise<PinRow | undefined> {
  const [row] = await db.read(serviceScope, findPinSql, [staffId]);
  return row;
}

/**
 * Counts a try before it is made, so that tries at the same time cannot be more than allowed. Gives the hash to compare
 * with and the tries left after this one; undefined if there is none left.
 */
export async function chargePin(
  db: Database,
  staffId: string,
): Promise<{ pinHash: string; triesLeft: number } | undefined> {
  const [row] = await db.command(serviceScope, chargeSql, [staffId, MAX_PIN_TRIES]);
  return row && { pinHash: row.pinHash, triesLeft: MAX_PIN_TRIES - row.failedCount };
}

/** Gives a try back that could not be made. */
export async function refundPin(db: Database, staffId: string): Promise<void> {
  await db.command(serviceScope, refundSql, [staffId]);
}

/** Forgets the wrong tries after a right one. */
export async function passPin(db: Database, staffId: string, pinHash: string): Promise<void> {
  await db.command(serviceScope, passSql, [staffId, pinHash]);
}

/** Locks a PIN whose tries are used up, and says so; false if a right one came first. */
export function lockPin(db: Database, staffId: string, now: Date): Promise<boolean> {
  return db.transaction(serviceScope, async (tx) => {
    const [row] = await tx.query(lockSql, [staffId, now, MAX_PIN_TRIES]);
    if (row) await tx.append([pinChanged(row, { set: false, locked: true })]);
    return row !== undefined;
  });
}

/** Unlocks a PIN and forgets the wrong tries, and says so if there was anything to unlock. */
export async function unlockPinIn(tx: Transaction, staffId: string): Promise<void> {
  const [row] = await tx.query(unlockSql, [staffId]);
  if (row) await tx.append([pinChanged(row, { set: false, locked: false })]);
}

/** Sets the PIN of a member of staff, unlocks it, and says so. */
export async function setPinIn(
  tx: Transaction,
  staff: { staffId: string; organisationId: string },
  pinHash: string,
): Promise<void> {
  const [row] = await tx.query(setSql, [staff.staffId, staff.organisationId, pinHash]);
  if (row) await tx.append([pinChanged(row, { set: true, locked: false })]);
}
