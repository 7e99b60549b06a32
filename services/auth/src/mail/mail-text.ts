import type { MailText } from '@sippy/kit/mail-server';

/** What a mail tells; links are complete. */
export type MailContent =
  | { kind: 'VERIFY'; link: string }
  | { kind: 'HAS_ACCOUNT'; name: string; link: string }
  | { kind: 'RESET'; name: string; link: string }
  | { kind: 'INVITED'; name: string; link: string }
  | { kind: 'PASSWORD_CHANGED'; name: string; link: string };

/** Writes a mail. */
export function writeMail(content: MailContent): MailText {
  // Whoever registers an address chooses the name: until it is verified, their words are not sent to it.
  const hello = content.kind === 'VERIFY' ? 'Hello,' : `Hello ${oneLine(content.name)},`;
  const close = 'Sippy';
  const compose = (subject: string, ...paragraphs: string[]): MailText => ({
    subject,
    text: `${[hello, ...paragraphs, close].join('\n\n')}\n`,
  });
  switch (content.kind) {
    case 'VERIFY':
      return compose(
        'Verify your e-mail address',
        'Somebody, hopefully you, has registered with Sippy under this e-mail address. Open this link within two days to verify it:',
        content.link,
        'If it was not you, do nothing: without the link nobody can sign in.',
      );
    case 'HAS_ACCOUNT':
      return compose(
        'You have an account already',
        'Somebody, hopefully you, has tried to register with Sippy under this e-mail address. It has an account already, and nothing was changed.',
        'If you have forgotten the password, set a new one here within an hour:',
        content.link,
      );
    case 'RESET':
      return compose(
        'Set a new password',
        'Open this link within an hour to set a new password:',
        content.link,
        'If you have not asked for it, do nothing: your password stays as it is.',
      );
    case 'INVITED':
      return compose(
        'You are invited to join a team',
        'You were added to the staff of a café that works with Sippy. Open this link within a week to sign in with an account of your own:',
        content.link,
      );
    case 'PASSWORD_CHANGED':
      return compose(
        'Your password was changed',
        'The password of your account was changed just now, and you were signed out everywhere else.',
        'If it was not you, set a new password at once:',
        content.link,
      );
  }
}

/** A name that cannot write lines of its own into a mail. */
function oneLine(name: string): string {
  return name.replace(/\s+/g, ' ').slice(0, 100);
}
