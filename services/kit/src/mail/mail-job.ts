/** Sending what waits in a service's outbox of mails, again and again until it is taken or too old. */
import type { Clock } from '../clock.ts';
import type { Job, ServiceHost } from '../host/service.ts';
import type { MailServer, MailText } from './mail-server.ts';

/** A mail that waits to be sent. */
export interface WaitingMail {
  mailId: string;
  recipient: string;
  attempts: number;
  createdTime: Date;
}

/** Where a service keeps its mails until they are sent. */
export interface MailOutbox<M extends WaitingMail> {
  /** Takes up to `count` mails that are due and counts the attempt; nobody else gets them for a minute. */
  claim(count: number, now: Date): Promise<M[]>;
  /** Forgets a mail: it was sent, or never will be. */
  drop(mailId: string): Promise<void>;
  /** Lets a mail be tried again at `next`. */
  postpone(mailId: string, next: Date): Promise<void>;
}

/** How a service sends its mails. */
export interface Mailing<M extends WaitingMail> {
  clock: Clock;
  server: MailServer;
  outbox: MailOutbox<M>;
  /** What a mail says at this moment; undefined if there is nothing to say (any more). */
  compose(mail: M, now: Date): Promise<MailText | undefined>;
}

const BATCH = 10;
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 15 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;

/**
 * The job that sends what waits. A mail that the server does not take is tried again with growing pauses for a day. A mail
 * may be sent twice if the process dies in between. Logs name the mail and never its recipient.
 */
export function mailJob<M extends WaitingMail>(
  host: Pick<ServiceHost, 'breaker' | 'log'>,
  name: string,
  { clock, server, outbox, compose }: Mailing<M>,
): Job {
  const breaker = host.breaker('smtp');

  async function deliver(mail: M): Promise<void> {
    const now = clock.now();
    try {
      const text = await compose(mail, now);
      if (text) await breaker.run(() => server.send(mail.recipient, text));
      await outbox.drop(mail.mailId);
    } catch (error) {
      const about = { mailId: mail.mailId, attempts: mail.attempts, error: wordsOf(error, mail.recipient) };
      if (now.getTime() - mail.createdTime.getTime() > GIVE_UP_MS) {
        host.log.error(about, 'a mail could not be sent for a day and is given up');
        await outbox.drop(mail.mailId);
      } else {
        host.log.warn(about, 'a mail could not be sent and is tried again');
        await outbox.postpone(mail.mailId, new Date(now.getTime() + pauseAfter(mail.attempts)));
      }
    }
  }

  return {
    name,
    everyMs: 500,
    async run(signal) {
      while (!signal.aborted) {
        const due = await outbox.claim(BATCH, clock.now());
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

/** What went wrong, without the address: mail servers repeat it, in whichever case. */
function wordsOf(error: unknown, recipient: string): string {
  const address = new RegExp(recipient.replace(/[^\w@]/g, '\\$&'), 'gi');
  return (error instanceof Error ? error.message : '').replace(address, 'the recipient');
}
