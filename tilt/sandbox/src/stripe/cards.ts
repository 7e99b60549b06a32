/** Stripe's public test payment methods and what happens when they are charged. */

/** What a charge of a card leads to. */
export type Outcome =
  | { kind: 'approve' }
  | { kind: 'decline'; code: string; declineCode?: string; message: string }
  | { kind: 'authenticate'; after: Outcome };

/** A card of the stand-in. */
export interface Card {
  brand: string;
  last4: string;
  funding: 'credit' | 'debit' | 'prepaid';
  country: string;
  outcome: Outcome;
  /** How refunds of it go: at once, after a while, or settled first and failed later. */
  refund: 'succeed' | 'pend' | 'fail';
}

const approve: Outcome = { kind: 'approve' };
const authenticate = (after: Outcome = approve): Outcome => ({ kind: 'authenticate', after });

/** A decline by the issuer for a reason Stripe names. */
export function declineOf(declineCode: string): Outcome {
  const own: Record<string, string> = {
    expired_card: 'Your card has expired.',
    incorrect_cvc: "Your card's security code is incorrect.",
    processing_error: 'An error occurred while processing your card. Try again in a little bit.',
  };
  const message = own[declineCode];
  if (message !== undefined) {
    const code = { kind: 'decline', code: declineCode, message } as const;
    return declineCode === 'processing_error' ? code : { ...code, declineCode };
  }
  const insufficient = declineCode === 'insufficient_funds';
  return {
    kind: 'decline',
    code: 'card_declined',
    declineCode,
    message: insufficient ? 'Your card has insufficient funds.' : 'Your card was declined.',
  };
}

const card = (brand: string, last4: string, more: Partial<Card> = {}): Card => ({
  brand,
  last4,
  funding: 'credit',
  country: 'US',
  outcome: approve,
  refund: 'succeed',
  ...more,
});
const declined = (last4: string, declineCode: string) =>
  card('visa', last4, { outcome: declineOf(declineCode) });

const cards: Readonly<Record<string, Card>> = {
  pm_card_visa: card('visa', '4242'),
  pm_card_visa_debit: card('visa', '5556', { funding: 'debit' }),
  pm_card_mastercard: card('mastercard', '4444'),
  pm_card_mastercard_debit: card('mastercard', '8210', { funding: 'debit' }),
  pm_card_mastercard_prepaid: card('mastercard', '5100', { funding: 'prepaid' }),
  pm_card_amex: card('amex', '8431'),
  pm_card_discover: card('discover', '1117'),
  pm_card_diners: card('diners', '0004'),
  pm_card_jcb: card('jcb', '0505'),
  pm_card_unionpay: card('unionpay', '0005'),
  pm_card_us: card('visa', '4242'),
  pm_card_de: card('visa', '0006', { country: 'DE' }),
  pm_card_gb: card('visa', '0003', { country: 'GB' }),
  pm_card_jp: card('visa', '0007', { country: 'JP' }),
  pm_card_chargeDeclined: declined('0002', 'generic_decline'),
  pm_card_visa_chargeDeclined: declined('0002', 'generic_decline'),
  pm_card_visa_chargeDeclinedInsufficientFunds: declined('9995', 'insufficient_funds'),
  pm_card_chargeDeclinedInsufficientFunds: declined('9995', 'insufficient_funds'),
  pm_card_visa_chargeDeclinedLostCard: declined('9987', 'lost_card'),
  pm_card_visa_chargeDeclinedStolenCard: declined('9979', 'stolen_card'),
  pm_card_chargeDeclinedExpiredCard: declined('0069', 'expired_card'),
  pm_card_chargeDeclinedIncorrectCvc: declined('0127', 'incorrect_cvc'),
  pm_card_chargeDeclinedProcessingError: declined('0119', 'processing_error'),
  pm_card_visa_chargeDeclinedVelocityLimitExceeded: declined('6975', 'card_velocity_exceeded'),
  pm_card_chargeDeclinedFraudulent: declined('0019', 'fraudulent'),
  pm_card_threeDSecure2Required: card('visa', '3220', { outcome: authenticate() }),
  pm_card_threeDSecureRequired: card('visa', '3063', { outcome: authenticate() }),
  pm_card_authenticationRequired: card('visa', '3184', { outcome: authenticate() }),
  pm_card_threeDSecureRequiredChargeDeclined: card('visa', '3097', {
    outcome: authenticate(declineOf('generic_decline')),
  }),
  pm_card_threeDSecureRequiredProcessingError: card('visa', '8326', {
    outcome: authenticate(declineOf('processing_error')),
  }),
  pm_card_threeDSecureOptional: card('visa', '3055'),
  pm_card_pendingRefund: card('visa', '7726', { refund: 'pend' }),
  pm_card_refundFail: card('visa', '5126', { refund: 'fail' }),
};

/** The card behind one of Stripe's test payment methods, or behind the token of the same name. */
export function testCard(name: string): Card | undefined {
  const method = name.startsWith('tok_') ? `pm_card_${name.slice(4)}` : name;
  return Object.hasOwn(cards, method) ? cards[method] : undefined;
}

/** Names of all test payment methods. */
export const testCards: readonly string[] = Object.keys(cards);
