/** Stripe's package, which is two hundred files: a host that takes no cards, or is only starting, does without. */
import { createRequire } from 'node:module';
import type Stripe from 'stripe';

const require = createRequire(import.meta.url);

/** The package, loaded at the first call. */
export const stripePackage = (): typeof Stripe => require('stripe');
