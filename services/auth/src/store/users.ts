import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { serviceScope } from '@sippy/kit/scope';
import { passwordChanged, userCreated, userVerified } from '../messages/facts.ts';

/** An account. */
export interface UserRow {
  userId: string;
  email: string;
  name: string;
  passwordHash: string | null;
  verifiedTime: Date | null;
  version: bigint;
  createdTime: Date;
}

const COLUMNS = `user_id as "userId", email, name, password_hash as "passwordHash", verified_time as "verifiedTime",
  version, created_time as "createdTime"`;

const insertUser = statement<UserRow>(
  'auth_insert_user',
  `insert into user_account (user_id, email, name, password_hash, verified_time, created_time)
   values ($1, $2, $3, $4, $5, $6) on conflict on constraint user_account_email do nothing returning ${COLUMNS}`,
);

const findById = statement<UserRow>(
  'auth_find_user',
  `select ${COLUMNS} from user_account where user_id = $1 and erased_time is null`,
);

const findByEmail = statement<UserRow>(
  'auth_find_user_by_email',
  `select ${COLUMNS} from user_account where email = $1`,
);

const lockByEmail = statement<UserRow>(
  'auth_lock_user_by_email',
  `select ${COLUMNS} from user_account where email = $1 for update`,
);

const lockById = statement<UserRow>(
  'auth_lock_user',
  `select ${COLUMNS} from user_account where user_id = $1 and erased_time is null for update`,
);

const updateUser = statement<UserRow>(
  'auth_update_user',
  `update user_account set name = $2, password_hash = $3, verified_time = $4, version = version + 1
   where user_id = $1 returning ${COLUMNS}`,
);

/** The account with this id. */
export async function findUser(db: Database, userId: string): Promise<UserRow | undefined> {
  const [row] = await db.read(serviceScope, findById, [userId]);
  return row;
}

/** The account with this e-mail address, given in lower case. */
export async function findUserByEmail(db: Database, email: string): Promise<UserRow | undefined> {
  const [row] = await db.read(serviceScope, findByEmail, [email]);
  return row;
}

/** What a new account is made of. */
export interface NewUser {
  email: string;
  name: string;
  passwordHash: string;
  verified: boolean;
}

/** Makes an account and says so; undefined if the address has one. */
export async function insertUserIn(tx: Transaction, user: NewUser, now: Date): Promise<UserRow | undefined> {
  const params = [newId(), user.email, user.name, user.passwordHash, user.verified ? now : null, now];
  const [row] = await tx.query(insertUser, params);
  if (row) {
    await tx.append([
      userCreated(row.userId),
      ...(user.verified ? [userVerified(row.userId, row.version)] : []),
    ]);
  }
  return row;
}

/** Locks and reads the account with this e-mail address. */
export async function lockUserByEmailIn(tx: Transaction, email: string): Promise<UserRow | undefined> {
  const [row] = await tx.query(lockByEmail, [email]);
  return row;
}

/** Locks and reads an account. */
export async function lockUserIn(tx: Transaction, userId: string): Promise<UserRow | undefined> {
  const [row] = await tx.query(lockById, [userId]);
  return row;
}

/**
 * Changes a locked account and says what that means to others: verified, password changed, or nothing. `changed` tells
 * how the password was changed; the first one of an account that nobody could use yet is no change.
 */
export async function updateUserIn(
  tx: Transaction,
  user: UserRow,
  change: { name?: string; passwordHash?: string | null; verifiedTime?: Date; changed?: 'reset' | 'changed' },
): Promise<UserRow> {
  const next = { ...user, ...change };
  const [row] = await tx.query(updateUser, [user.userId, next.name, next.passwordHash, next.verifiedTime]);
  if (!row) throw new Error('a locked account is gone');
  await tx.append([
    ...(user.verifiedTime === null && row.verifiedTime !== null
      ? [userVerified(row.userId, row.version)]
      : []),
    ...(change.changed ? [passwordChanged(row.userId, row.version, change.changed === 'reset')] : []),
  ]);
  return row;
}
