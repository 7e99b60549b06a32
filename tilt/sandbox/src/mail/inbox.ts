/** The mails that came in, newest last; old ones are forgotten. */
import { randomUUID } from 'node:crypto';
import PostalMime, { type Address, type Email } from 'postal-mime';
import type { Journal } from '../journal.ts';

/** A mail as it came. */
export interface StoredMail {
  id: string;
  receivedTime: string;
  /** Envelope, not headers: who it was really sent to. */
  from: string;
  to: string[];
  subject: string;
  /** The whole message, in base64. */
  source: string;
}

/** The inbox of everybody at once. */
export interface Inbox {
  receive(envelope: { from: string; to: string[] }, source: Buffer): Promise<StoredMail>;
  /** Newest first; `to` keeps those sent to one address. */
  list(filter?: { to?: string | undefined; limit?: number | undefined }): StoredMail[];
  get(id: string): StoredMail | undefined;
  drop(id?: string): void;
}

const keepMails = 500;

/** Opens the inbox on a journal. */
export function openInbox(journal: Journal): Inbox {
  const mails = journal.table<StoredMail>('mail');
  return {
    async receive(envelope, source) {
      const parsed = await parseMail(source);
      const mail: StoredMail = {
        id: randomUUID(),
        receivedTime: new Date().toISOString(),
        from: envelope.from,
        to: envelope.to,
        subject: parsed.subject ?? '(no subject)',
        source: source.toString('base64'),
      };
      mails.put(mail);
      for (const old of mails.all()) {
        if (mails.size <= keepMails) break;
        mails.drop(old.id);
      }
      return mail;
    },
    list({ to, limit = 100 } = {}) {
      const wanted = to?.toLowerCase();
      return [...mails.all()]
        .filter((m) => wanted === undefined || m.to.some((address) => address.toLowerCase() === wanted))
        .reverse()
        .slice(0, limit);
    },
    get: (id) => mails.get(id),
    drop(id) {
      for (const mail of id === undefined ? [...mails.all()] : [{ id }]) mails.drop(mail.id);
    },
  };
}

/** Parses a message's source. */
export function parseMail(source: Buffer): Promise<Email> {
  return PostalMime.parse(source);
}

/** An address as a mail program shows it. */
export function addressText(address: Address | undefined): string {
  if (!address) return '';
  if (address.group) return `${address.name}: ${address.group.map((a) => addressText(a)).join(', ')}`;
  return address.name ? `${address.name} <${address.address}>` : (address.address ?? '');
}
