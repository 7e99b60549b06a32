/**
 * Stripe's test cards that a till offers, as id, name and what happens: few, one for each thing that a cashier may meet.
 * The stand-in knows them by the same ids.
 */
export const testCards: readonly (readonly [id: string, name: string, whatHappens: string])[] = [
  ['pm_card_visa', 'Visa 4242', 'Approved'],
  ['pm_card_mastercard', 'Mastercard 4444', 'Approved'],
  ['pm_card_amex', 'American Express 8431', 'Approved'],
  ['pm_card_threeDSecure2Required', 'Visa 3220', 'Approved after 3-D Secure'],
  ['pm_card_threeDSecureRequiredChargeDeclined', 'Visa 3097', 'Declined after 3-D Secure'],
  ['pm_card_visa_chargeDeclined', 'Visa 0002', 'Declined'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'Visa 9995', 'Declined: insufficient funds'],
  ['pm_card_chargeDeclinedExpiredCard', 'Visa 0069', 'Declined: expired'],
  ['pm_card_pendingRefund', 'Visa 7726', 'Approved; a refund takes its time'],
  ['pm_card_refundFail', 'Visa 5126', 'Approved; a refund fails later'],
];
