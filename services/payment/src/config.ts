import { mailSettings } from '@sippy/kit/mail-server';
import { z } from 'zod';

const positive = z.coerce.number().positive();

/** What the payment service reads from the environment. Without STRIPE_API_KEY it takes cash only. */
export const paymentConfig = z
  .object({
    /** Secret key: sk_test_… or sk_live_…. */
    STRIPE_API_KEY: z
      .string()
      .regex(/^(sk|rk)_(test|live)_\w+$/, 'must be a secret key of Stripe')
      .optional(),
    /** Base address of a stand-in; Stripe itself if unset. */
    STRIPE_API_URL: z.url().optional(),
    /** Signing secret of the webhook endpoint: whsec_…. */
    STRIPE_WEBHOOK_SECRET: z.string().optional(),
    /** How long Stripe may take to answer. */
    STRIPE_TIMEOUT_MS: positive.default(7_000),
    /** After this a begun step at Stripe is taken over by the reconciliation. */
    PAYMENT_STEP_SECONDS: positive.default(12),
    /** Within this a charge whose outcome was lost may still be carried out; afterwards it is withdrawn. */
    PAYMENT_CHARGE_SECONDS: positive.default(60),
    /** Within this a customer must confirm or authenticate; afterwards the payment is given up. */
    PAYMENT_ACTION_MINUTES: positive.default(15),
    /** Pause between two rounds of the reconciliation. */
    PAYMENT_RECONCILE_MS: positive.default(1_000),
    /** Codes on guests' receipts follow from it; without it there are none. */
    CLAIM_SECRET: z.string().min(16).optional(),
    ...mailSettings,
    /** Without it, receipts are not sent by mail. */
    SMTP_URL: mailSettings.SMTP_URL.optional(),
  })
  .refine((c) => c.STRIPE_API_KEY === undefined || c.STRIPE_WEBHOOK_SECRET !== undefined, {
    path: ['STRIPE_WEBHOOK_SECRET'],
    message: 'is needed with STRIPE_API_KEY',
  });

/** What the payment service was configured with. */
export type PaymentConfig = z.output<typeof paymentConfig>;
