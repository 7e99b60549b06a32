import type { Breaker } from '@sippy/kit/breaker';
import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import type { Job, ServiceHost } from '@sippy/kit/service';
import type { AuthConfig } from '../config.ts';
import { composeMail } from '../mail/compose.ts';
import type { SendMail } from '../mail/mail-server.ts';
import { claim, dropMail, postpone, type WaitingMail } from '../store/mails.ts';

const BATCH = 10;
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 15 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;

/**
 * Sends what waits in the outbox. A mail that the server does not take is tried again with growing pauses for a day. A
 * mail may be sent twice if the process dies in between; its links all work until one of them is used.
 */
export function sendMailJob(
  host: Pick<ServiceHost<AuthConfig>, 'config' | 'log'>,
  ctx: { db: Database; clock: Clock },
  server: { send: SendMail; breaker: Breaker },
): Job {
  const { config, log } = host;

  async function deliver(mail: WaitingMail): Promise<void> {
    const now = ctx.clock.now();
    try {
      const text = await composeMail(ctx.db, config.PUBLIC_URL, mail, now);
      if (text) await server.breaker.run(() => server.send(mail.recipient, text));
      await dropMail(ctx.db, mail.mailId);
    } catch (error) {
      const old = now.getTime() - mail.createdTime.getTime() > GIVE_UP_MS;
      const about = {
        mailId: mail.mailId,
        kind: mail.kind,
        attempts: mail.attempts,
        error: (error as Error).message,
      };
      if (old) {
        log.error(about, 'a mail could not be sent for a day and is given up');
        await dropMail(ctx.db, mail.mailId);
      } else {
        log.warn(about, 'a mail could not be sent and is tried again');
        await postpone(ctx.db, mail.mailId, new Date(now.getTime() + pauseAfter(mail.attempts)));
      }
    }
  }

  return {
    name: 'auth-mail',
    everyMs: 500,
    async run(signal) {
      while (!signal.aborted) {
        const due = await claim(ctx.db, BATCH, ctx.clock.now());
        for (const mail of due) await deliver(mail);
        if (due.length < BATCH) return;
      }
    },
  };
}

/** How long to wait after so many attempts, in milliseconds: 2 s, doubling, a quarter of an hour at most. */
export function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_PAUSE_MS);
}
