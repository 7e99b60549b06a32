import type { TestCard } from '@sippy/proto/payment/v1/payment';
import { testCards } from '../domain/test-cards.ts';

/** The cards to try with, as callers see them; none where real money moves. */
export function testCardsOf(isTest: boolean): TestCard[] {
  if (!isTest) return [];
  return testCards.map(([paymentMethodId, name, whatHappens]) => ({ paymentMethodId, name, whatHappens }));
}
