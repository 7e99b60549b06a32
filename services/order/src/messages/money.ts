import { currencyMismatch } from '@sippy/kit/refusal';
import type { Money } from '@sippy/proto/type/v1/money';

/** Minor units as a `Money`. */
export function money(minor: bigint, currencyCode: string): Money {
  return { currencyCode, minor };
}

/** Minor units of a `Money` in the currency of the café; refuses another one, naming the field. */
export function minorOf(amount: Money, currency: string, field: string): bigint {
  if (amount.currencyCode !== currency) throw currencyMismatch(field, currency, amount.currencyCode);
  return amount.minor;
}
