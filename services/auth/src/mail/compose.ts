import type { Database } from '@sippy/kit/db';
import type { MailText } from '@sippy/kit/mail-server';
import type { LinkPurpose, LinkSubject } from '../store/links.ts';
import { makeLink } from '../store/links.ts';
import type { WaitingMail } from '../store/mails.ts';
import { findInvitee } from '../store/staff.ts';
import { findUserByEmail, type UserRow } from '../store/users.ts';
import { writeMail } from './mail-text.ts';

const pages: Readonly<Record<LinkPurpose, string>> = {
  VERIFY: '/account/verify',
  RESET: '/account/reset-password',
  INVITE: '/account/invitation',
};

/**
 * Says what a waiting mail says at this moment, with a link made for it; undefined if there is nothing to say (any more),
 * as for an address without an account.
 */
export async function composeMail(
  db: Database,
  publicUrl: string,
  mail: WaitingMail,
  now: Date,
): Promise<MailText | undefined> {
  // Behind the `#` it reaches no log: browsers send that part to nobody.
  const link = async (purpose: LinkPurpose, subject: Partial<LinkSubject>) =>
    `${publicUrl}${pages[purpose]}#token=${await makeLink(db, purpose, subject, now)}`;
  if (mail.kind === 'INVITED') {
    const staff = mail.staffId === null ? undefined : await findInvitee(db, mail.staffId);
    if (staff?.email !== mail.recipient) return undefined;
    return writeMail({
      kind: 'INVITED',
      name: staff.name,
      link: await link('INVITE', { staffId: staff.staffId }),
    });
  }
  const user = await findUserByEmail(db, mail.recipient);
  if (!user) return undefined;
  return composeForUser(mail, user, publicUrl, link);
}

async function composeForUser(
  mail: WaitingMail,
  { userId, name, verifiedTime }: UserRow,
  publicUrl: string,
  link: (purpose: LinkPurpose, subject: Partial<LinkSubject>) => Promise<string>,
): Promise<MailText | undefined> {
  const verified = verifiedTime !== null;
  switch (mail.kind) {
    case 'REGISTERED':
      return verified
        ? writeMail({ kind: 'HAS_ACCOUNT', name, link: await link('RESET', { userId }) })
        : writeMail({ kind: 'VERIFY', link: await link('VERIFY', { userId }) });
    case 'VERIFY':
      return verified ? undefined : writeMail({ kind: 'VERIFY', link: await link('VERIFY', { userId }) });
    case 'FORGOT':
      return writeMail({ kind: 'RESET', name, link: await link('RESET', { userId }) });
    case 'PASSWORD_CHANGED':
      return writeMail({ kind: 'PASSWORD_CHANGED', name, link: `${publicUrl}/account/forgot-password` });
    case 'INVITED':
      return undefined;
  }
}
