import { createTransport } from 'nodemailer';
import type { AuthConfig } from '../config.ts';
import type { MailText } from './mail-text.ts';

/** Hands a mail to the mail server; throws if it did not take it. */
export type SendMail = (recipient: string, mail: MailText) => Promise<void>;

/** The mail server of SMTP_URL. `close` ends its connections. */
export function openMailServer(config: AuthConfig): { send: SendMail; close(): void } {
  const transport = createTransport({
    url: config.SMTP_URL,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 5000,
    greetingTimeout: 5000,
    socketTimeout: 10_000,
  });
  return {
    async send(recipient, mail) {
      await transport.sendMail({ from: config.MAIL_FROM, to: { name: '', address: recipient }, ...mail });
    },
    close: () => transport.close(),
  };
}
