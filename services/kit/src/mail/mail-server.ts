import { createRequire } from 'node:module';
import type { createTransport } from 'nodemailer';
import { z } from 'zod';

const require = createRequire(import.meta.url);

/** What a service that sends mail reads from the environment. */
export const mailSettings = {
  /** Mail server, such as smtps://user:password@mail.example.com. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  /** Sender of our mails. */
  MAIL_FROM: z.string().default('Sippy <no-reply@sippy.example>'),
};

/** What a mail says. */
export interface MailText {
  subject: string;
  text: string;
  /** The same as a page, for readers that show one. */
  html?: string;
}

/** Where mail is handed to. */
export interface MailServer {
  /** Throws if the mail server did not take the mail. */
  send(recipient: string, mail: MailText): Promise<void>;
  /** Ends the connections. */
  close(): void;
}

/** The mail server of SMTP_URL. */
export function openMailServer(config: { SMTP_URL: string; MAIL_FROM: string }): MailServer {
  let opened: ReturnType<typeof open> | undefined;
  const open = () =>
    // With the first mail: a host that is starting does without its forty files.
    (require('nodemailer') as { createTransport: typeof createTransport }).createTransport({
      url: config.SMTP_URL,
      pool: true,
      maxConnections: 2,
      connectionTimeout: 5000,
      greetingTimeout: 5000,
      socketTimeout: 10_000,
    });
  return {
    async send(recipient, mail) {
      opened ??= open();
      await opened.sendMail({ from: config.MAIL_FROM, to: { name: '', address: recipient }, ...mail });
    },
    close: () => opened?.close(),
  };
}
