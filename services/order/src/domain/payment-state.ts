/** What has been paid of an order; the names of the proto's `PaymentStatus`. */
export type PaymentStatusName =
  | 'UNPAID'
  | 'PARTIALLY_PAID'
  | 'AUTHORIZED'
  | 'PAID'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED';

/** How an order stands with all of its payments, in minor units and tips not counted. */
export interface Standing {
  /** Grows with every change; only a newer one counts. */
  readonly version: bigint;
  readonly paid: bigint;
  readonly authorized: bigint;
  readonly refunded: bigint;
}

/** Payment status of an order of this total. An order that costs nothing is paid. */
export function paymentStatusOf(
  total: bigint,
  { paid, authorized, refunded }: Omit<Standing, 'version'>,
): PaymentStatusName {
  if (refunded > 0n) return refunded >= paid ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (paid >= total) return 'PAID';
  if (paid + authorized >= total) return 'AUTHORIZED';
  return paid + authorized > 0n ? 'PARTIALLY_PAID' : 'UNPAID';
}
