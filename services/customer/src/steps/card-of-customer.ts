import { randomBytes } from 'node:crypto';
import { notFound } from '@sippy/kit/refusal';
import type { Scope } from '@sippy/kit/scope';
import type { Card } from '@sippy/proto/customer/v1/customer';
import type { CustomerContext } from '../context.ts';
import { cardToken, TOKEN_BYTES } from '../domain/card.ts';
import { cardMessage } from '../messages/answers.ts';
import { cardOf } from '../store/cards.ts';

/** What a customer shows to be scanned; made when it is first asked for, the same ever after. */
export async function cardOfCustomer(ctx: CustomerContext, scope: Scope, customerId: string): Promise<Card> {
  const code = await cardOf(ctx.db, scope, customerId, cardToken(randomBytes(TOKEN_BYTES)));
  if (!code) throw notFound('customer', customerId);
  return cardMessage(code);
}
