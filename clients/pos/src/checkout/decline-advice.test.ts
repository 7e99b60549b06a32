import { expect, test } from 'vitest';
import { declineAdvice } from './decline-advice.ts';

const advice = (code: string, declineCode = '') => declineAdvice({ code, declineCode });

test('the issuer’s reason counts before the general code', () => {
  expect(advice('card_declined', 'insufficient_funds')).toBe('funds');
  expect(advice('processing_error')).toBe('again');
  expect(advice('expired_card')).toBe('expired');
});

test('a card that is reported stolen or lost is declined without a word about it', () => {
  expect(advice('card_declined', 'stolen_card')).toBe('other');
  expect(advice('card_declined', 'lost_card')).toBe('other');
});

test('what nobody knows sends the guest to their bank', () => {
  expect(advice('card_declined', 'generic_decline')).toBe('bank');
  expect(advice('constructor')).toBe('bank');
  expect(declineAdvice(undefined)).toBe('bank');
});
