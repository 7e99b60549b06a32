import { z } from 'zod';

/** What the auth service reads from the environment. */
export const authConfig = z.object({
  /** JWK set of private Ed25519 keys: the first signs, all verify. */
  AUTH_SIGNING_KEYS_FILE: z.string(),
  /** Where people reach Sippy; mailed links begin with it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** Mail server, such as smtps://user:password@mail.example.com. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  /** Sender of our mails. */
  MAIL_FROM: z.string().default('Sippy <no-reply@sippy.example>'),
});

/** What the auth service was configured with. */
export type AuthConfig = z.output<typeof authConfig>;
