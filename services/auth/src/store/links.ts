import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import { digestOf, newSecret } from '../domain/tokens.ts';

/** What a mailed link is for. */
export type LinkPurpose = 'VERIFY' | 'RESET' | 'INVITE';

const HOUR = 3_600_000;

/** How long a link works, in milliseconds. */
const linkLives: Readonly<Record<LinkPurpose, number>> = {
  VERIFY: 48 * HOUR,
  RESET: HOUR,
  INVITE: 7 * 24 * HOUR,
};

/** Whom a link is about: the member of staff for INVITE, else the user. */
export interface LinkSubject {
  userId: string | null;
  staffId: string | null;
}

const insertLink = statement<object>(
  'auth_insert_link',
  'insert into link_token (token_hash, purpose, user_id, staff_id, expires_time) values ($1, $2, $3, $4, $5)',
);

const findLink = statement<LinkSubject>(
  'auth_find_link',
  `select user_id as "userId", staff_id as "staffId" from link_token
   where token_hash = $1 and purpose = $2 and expires_time > $3`,
);

const takeLink = statement<LinkSubject>(
  'auth_take_link',
  `delete from link_token where token_hash = $1 and purpose = $2 and expires_time > $3
   returning user_id as "userId", staff_id as "staffId"`,
);

const dropLinks = statement<object>(
  'auth_drop_links',
  'delete from link_token where purpose = $1 and (user_id = $2 or staff_id = $3)',
);

function linkParams(
  purpose: LinkPurpose,
  subject: Partial<LinkSubject>,
  now: Date,
): { token: string; params: unknown[] } {
  const token = newSecret();
  const expires = new Date(now.getTime() + linkLives[purpose]);
  return {
    token,
    params: [digestOf(token), purpose, subject.userId ?? null, subject.staffId ?? null, expires],
  };
}

/** Makes the token of a link and keeps its hash. */
export async function makeLink(
  db: Database,
  purpose: LinkPurpose,
  subject: Partial<LinkSubject>,
  now: Date,
): Promise<string> {
  const { token, params } = linkParams(purpose, subject, now);
  await db.command(serviceScope, insertLink, params);
  return token;
}

/** Makes the token of a link as part of a transaction under the service scope. */
export async function makeLinkIn(
  tx: Transaction,
  purpose: LinkPurpose,
  subject: Partial<LinkSubject>,
  now: Date,
): Promise<string> {
  const { token, params } = linkParams(purpose, subject, now);
  await tx.query(insertLink, params);
  return token;
}

/** Whom a link is about if it still works; it is not used by this. */
export async function peekLink(
  db: Database,
  purpose: LinkPurpose,
  token: string,
  now: Date,
): Promise<LinkSubject | undefined> {
  const [row] = await db.read(serviceScope, findLink, [digestOf(token), purpose, now]);
  return row;
}

/** Uses a link: it and every other one of the same purpose for the same subject are gone. Undefined if it is. */
export async function useLinkIn(
  tx: Transaction,
  purpose: LinkPurpose,
  token: string,
  now: Date,
): Promise<LinkSubject | undefined> {
  const [row] = await tx.query(takeLink, [digestOf(token), purpose, now]);
  if (row) await dropLinksIn(tx, purpose, row);
  return row;
}

/** Makes every link of a purpose for a subject useless. */
export async function dropLinksIn(
  tx: Transaction,
  purpose: LinkPurpose,
  subject: Partial<LinkSubject>,
): Promise<void> {
  await tx.query(dropLinks, [purpose, subject.userId ?? null, subject.staffId ?? null]);
}
