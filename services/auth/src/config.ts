import { mailSettings } from '@sippy/kit/mail-server';
import { z } from 'zod';

/** What the auth service reads from the environment. */
export const authConfig = z.object({
  /** JWK set of private Ed25519 keys: the first signs, all verify. */
  AUTH_SIGNING_KEYS_FILE: z.string(),
  /** Where people reach Sippy; mailed links begin with it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  ...mailSettings,
});

/** What the auth service was configured with. */
export type AuthConfig = z.output<typeof authConfig>;
