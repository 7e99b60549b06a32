/** Stripe's minor units differ from ISO 4217 in two currencies that have none: there it wants two zeros. */
const HUNDREDFOLD: ReadonlySet<string> = new Set(['ISK', 'UGX']);

/** Our minor units as Stripe counts them. */
export function toStripeAmount(minor: bigint, currency: string): number {
  return Number(HUNDREDFOLD.has(currency) ? minor * 100n : minor);
}

/** Stripe's count as our minor units. */
export function fromStripeAmount(amount: number, currency: string): bigint {
  return HUNDREDFOLD.has(currency) ? BigInt(amount) / 100n : BigInt(amount);
}
