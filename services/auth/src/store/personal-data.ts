/** What an account says of a person, and how it is removed. */
import { type Database, statement } from '@sippy/kit/db';
import type { PersonalSection } from '@sippy/kit/personal-data';
import { serviceScope } from '@sippy/kit/scope';
import { userErased } from '../messages/facts.ts';
import { endIn } from './sessions.ts';

/** What is kept of a person: the account and its sessions, without any secret. Nothing of it is an organisation's. */
export const personalSections: readonly PersonalSection[] = [
  {
    kind: 'auth.account',
    sql: statement(
      'auth_export_account',
      `select user_id as id, jsonb_build_object('user_id', user_id, 'email', email, 'name', name,
         'verified_time', verified_time, 'created_time', created_time)::text as json
       from user_account
       where user_id = any ($1::uuid[]) and $2::uuid is null and ($3::uuid is null or user_id > $3) and erased_time is null
       order by user_id limit $4`,
    ),
  },
  {
    kind: 'auth.sessions',
    sql: statement(
      'auth_export_sessions',
      `select session_id as id, jsonb_build_object('session_id', session_id, 'user_agent', user_agent, 'ip', ip,
         'created_time', created_time, 'last_used_time', last_used_time, 'revoked_time', revoked_time)::text as json
       from session
       where user_id = any ($1::uuid[]) and $2::uuid is null and ($3::uuid is null or session_id > $3)
       order by session_id limit $4`,
    ),
  },
];

const worksSql = statement<object>(
  'auth_works_somewhere',
  `select from staff where user_id = $1 and status = 'ACTIVE' limit 1`,
);

const dropLinksSql = statement<object>('auth_erase_links', 'delete from link_token where user_id = $1');
const dropMailsSql = statement<object>(
  'auth_erase_mails',
  'delete from mail where recipient = (select email from user_account where user_id = $1)',
);
const dropTokensSql = statement<object>(
  'auth_erase_tokens',
  'delete from refresh_token where session_id in (select session_id from session where user_id = $1)',
);
const emptySessionsSql = statement<object>(
  'auth_erase_sessions',
  `update session set user_agent = '', ip = '' where user_id = $1 and (user_agent <> '' or ip <> '')`,
);
/** An address must be one that nobody has: the id makes it so, and ".invalid" is nobody's. */
const emptyAccountSql = statement<{ version: bigint }>(
  'auth_erase_account',
  `update user_account set email = 'erased-' || user_id || '@sippy.invalid', name = '', password_hash = null,
     verified_time = null, erased_time = $2, version = version + 1
   where user_id = $1 and erased_time is null returning version`,
);

/** Whether an account is that of somebody who works at a café. */
export async function worksSomewhere(db: Database, userId: string): Promise<boolean> {
  return (await db.read(serviceScope, worksSql, [userId])).length > 0;
}

/** Empties an account, ends its sessions and forgets where they came from. Does nothing for one that is empty, or is none. */
export function eraseUser(db: Database, userId: string, now: Date): Promise<void> {
  return db.transaction(serviceScope, async (tx) => {
    await tx.query(dropMailsSql, [userId]);
    const [erased] = await tx.query(emptyAccountSql, [userId, now]);
    await tx.query(dropLinksSql, [userId]);
    await endIn(tx, { userId }, 'REVOKED', now);
    await tx.query(dropTokensSql, [userId]);
    await tx.query(emptySessionsSql, [userId]);
    if (erased) await tx.append([userErased(userId, erased.version)]);
  });
}
