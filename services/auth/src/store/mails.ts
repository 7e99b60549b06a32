import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import type { WaitingMail as KitMail } from '@sippy/kit/mail-job';
import { serviceScope } from '@sippy/kit/scope';

/** What a mail says. */
export type MailKind = 'REGISTERED' | 'VERIFY' | 'FORGOT' | 'INVITED' | 'PASSWORD_CHANGED';

/** A mail that waits to be sent. */
export interface WaitingMail extends KitMail {
  kind: MailKind;
  staffId: string | null;
}

/** How long a sender has for a mail before another may try it, in milliseconds. */
const CLAIM_MS = 60_000;

const insertMail = statement<object>(
  'auth_insert_mail',
  `insert into mail (mail_id, kind, recipient, staff_id, next_time, created_time) values ($1, $2, $3, $4, $5, $5)`,
);

const claimMails = statement<WaitingMail>(
  'auth_claim_mails',
  `update mail set attempts = attempts + 1, next_time = $2
   where mail_id in (select mail_id from mail where next_time <= $1 order by next_time limit $3 for update skip locked)
   returning mail_id as "mailId", kind, recipient, staff_id as "staffId", attempts, created_time as "createdTime"`,
);

const deleteMail = statement<object>('auth_delete_mail', 'delete from mail where mail_id = $1');

const postponeMail = statement<object>(
  'auth_postpone_mail',
  'update mail set next_time = $2 where mail_id = $1',
);

/** Puts a mail into the outbox as part of a transaction under the service scope. */
export async function queueMailIn(
  tx: Transaction,
  mail: { kind: MailKind; recipient: string; staffId?: string },
  now: Date,
): Promise<void> {
  await tx.query(insertMail, [newId(), mail.kind, mail.recipient, mail.staffId ?? null, now]);
}

/** Puts a mail into the outbox. */
export async function queueMail(
  db: Database,
  mail: { kind: MailKind; recipient: string },
  now: Date,
): Promise<void> {
  await db.command(serviceScope, insertMail, [newId(), mail.kind, mail.recipient, null, now]);
}

/** Takes up to `count` mails that are due; nobody else gets them for a minute. */
export function claim(db: Database, count: number, now: Date): Promise<WaitingMail[]> {
  return db.command(serviceScope, claimMails, [now, new Date(now.getTime() + CLAIM_MS), count]);
}

/** Forgets a mail: it was sent, or never will be. */
export async function dropMail(db: Database, mailId: string): Promise<void> {
  await db.command(serviceScope, deleteMail, [mailId]);
}

/** Lets a mail be tried again at `next`. */
export async function postpone(db: Database, mailId: string, next: Date): Promise<void> {
  await db.command(serviceScope, postponeMail, [mailId, next]);
}
