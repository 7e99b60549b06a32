/** Receipts that wait to be sent. */
import type { Call } from '@sippy/kit/call';
import { type Database, statement } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import type { MailOutbox, WaitingMail } from '@sippy/kit/mail-job';
import { type OnceKey, once } from '@sippy/kit/once';
import { serviceScope } from '@sippy/kit/scope';

/** A receipt that waits to be sent. */
export interface WaitingReceipt extends WaitingMail {
  paymentId: string;
}

/** How long a sender has for a mail before another may try it, in milliseconds. */
const CLAIM_MS = 60_000;

const insert = statement<object>(
  'payment_insert_receipt_mail',
  'insert into receipt_mail (mail_id, payment_id, recipient, next_time, created_time) values ($1, $2, $3, $4, $4)',
);
const claim = statement<WaitingReceipt>(
  'payment_claim_receipt_mails',
  `update receipt_mail set attempts = attempts + 1, next_time = $2
   where mail_id in (select mail_id from receipt_mail where next_time <= $1 order by next_time limit $3 for update skip locked)
   returning mail_id as "mailId", payment_id as "paymentId", recipient, attempts, created_time as "createdTime"`,
);
const remove = statement<object>(
  'payment_delete_receipt_mail',
  'delete from receipt_mail where mail_id = $1',
);
const delay = statement<object>(
  'payment_delay_receipt_mail',
  'update receipt_mail set next_time = $2 where mail_id = $1',
);

/** Has a payment's receipt sent, once for the request. */
export function queueReceipt(
  db: Database,
  call: Call,
  key: OnceKey,
  mail: { paymentId: string; recipient: string },
  now: Date,
): Promise<void> {
  return once(
    db,
    call,
    key,
    () =>
      db.transaction(serviceScope, async (tx) => {
        await tx.once(key, { payment_id: mail.paymentId });
        await tx.query(insert, [newId(), mail.paymentId, mail.recipient, now]);
      }),
    async () => undefined,
  );
}

/** The receipts that wait to be sent. */
export function receiptOutbox(db: Database): MailOutbox<WaitingReceipt> {
  return {
    claim: (count, now) => db.command(serviceScope, claim, [now, new Date(now.getTime() + CLAIM_MS), count]),
    async drop(mailId) {
      await db.command(serviceScope, remove, [mailId]);
    },
    async postpone(mailId, next) {
      await db.command(serviceScope, delay, [mailId, next]);
    },
  };
}
