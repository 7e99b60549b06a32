import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import { mailJob } from '@sippy/kit/mail-job';
import type { MailServer } from '@sippy/kit/mail-server';
import type { Job, ServiceHost } from '@sippy/kit/service';
import type { AuthConfig } from '../config.ts';
import { composeMail } from '../mail/compose.ts';
import { claim, dropMail, postpone } from '../store/mails.ts';

/** Sends what waits in the outbox. A mail that is sent twice holds two links, which all work until one of them is used. */
export function sendMailJob(
  host: Pick<ServiceHost<AuthConfig>, 'config' | 'log' | 'breaker'>,
  { db, clock }: { db: Database; clock: Clock },
  server: MailServer,
): Job {
  return mailJob(host, 'auth-mail', {
    clock,
    server,
    outbox: {
      claim: (count, now) => claim(db, count, now),
      drop: (mailId) => dropMail(db, mailId),
      postpone: (mailId, next) => postpone(db, mailId, next),
    },
    compose: (mail, now) => composeMail(db, host.config.PUBLIC_URL, mail, now),
  });
}
