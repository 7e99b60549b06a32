import type { Refusal } from '@sippy/kit/refusal';
import type { Failure } from '../domain/card.ts';
import { amountNotChargeable, paymentMethodInvalid } from '../domain/refusals.ts';

const AMOUNT_CODES: ReadonlySet<string> = new Set([
  'amount_too_small',
  'amount_too_large',
  'invalid_charge_amount',
]);

/** What a caller hears when Stripe refuses without effect. */
export function refusalOf(failure: Failure, param: string): Refusal {
  if (AMOUNT_CODES.has(failure.code) || param.startsWith('amount'))
    return amountNotChargeable(failure.message);
  return paymentMethodInvalid(failure.message);
}
