/** What to do when a card is declined. */

/**
 * What to say and offer: `again` (the same card once more), `confirm` (once more, the guest confirms it this time),
 * `details` (the same card, entered with care), `expired`, `funds` (another card or cash), `limit`, `unsupported`,
 * `other` (another card or cash, and nothing said about why), `bank` (the guest may ask their bank).
 */
export type DeclineAdvice =
  | 'again'
  | 'confirm'
  | 'details'
  | 'expired'
  | 'funds'
  | 'limit'
  | 'unsupported'
  | 'other'
  | 'bank';

const adviceOf: Readonly<Record<string, DeclineAdvice>> = {
  processing_error: 'again',
  try_again_later: 'again',
  reenter_transaction: 'again',
  issuer_not_available: 'again',
  approve_with_id: 'again',
  authentication_required: 'confirm',
  payment_intent_authentication_failure: 'confirm',
  incorrect_cvc: 'details',
  incorrect_number: 'details',
  incorrect_pin: 'details',
  incorrect_zip: 'details',
  invalid_cvc: 'details',
  invalid_expiry_month: 'details',
  invalid_expiry_year: 'details',
  invalid_number: 'details',
  invalid_pin: 'details',
  expired_card: 'expired',
  insufficient_funds: 'funds',
  card_velocity_exceeded: 'limit',
  withdrawal_count_limit_exceeded: 'limit',
  pin_try_exceeded: 'limit',
  card_not_supported: 'unsupported',
  currency_not_supported: 'unsupported',
  invalid_amount: 'unsupported',
  not_permitted: 'unsupported',
  transaction_not_allowed: 'unsupported',
  // What the issuer says of these is not for the guest's ears, who may not be the owner.
  fraudulent: 'other',
  lost_card: 'other',
  merchant_blacklist: 'other',
  pickup_card: 'other',
  restricted_card: 'other',
  security_violation: 'other',
  stolen_card: 'other',
};

/** What to do about a declined card, by what the payment service says of the failure. */
export function declineAdvice(failure: { code: string; declineCode: string } | undefined): DeclineAdvice {
  const of = (code: string | undefined) =>
    code !== undefined && Object.hasOwn(adviceOf, code) ? adviceOf[code] : undefined;
  return of(failure?.declineCode) ?? of(failure?.code) ?? 'bank';
}
