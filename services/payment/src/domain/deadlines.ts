/** How long things may take, in milliseconds. */
export interface Deadlines {
  /** After it is begun, within which a step at Stripe is left to who began it. */
  stepMs: number;
  /** Within which a charge whose outcome was lost may still be carried out; afterwards it is withdrawn. */
  chargeMs: number;
  /** Within which the customer must confirm or authenticate; afterwards the payment is given up. */
  actionMs: number;
}

/** How often an authorisation is looked after: the bank lets it go after some days. */
export const AUTHORIZED_CHECK_MS = 6 * 3_600_000;
/** Stripe remembers an idempotency key for a day; after this it is not relied on. */
export const KEY_LIFE_MS = 20 * 3_600_000;
/** Whatever waits is looked after at least so often. */
const LONGEST_WAIT_MS = 10 * 60_000;

/** The wait before the next try: doubling from a quarter of a second up to 10 minutes. */
export function waitMs(attempts: number): number {
  return Math.min(250 * 2 ** Math.min(attempts, 20), LONGEST_WAIT_MS);
}

/** So many milliseconds after a time. */
export function after(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}
