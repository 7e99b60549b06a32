import type { Rpc } from '@sippy/kit/call';
import type { ListTestCardsRequest, ListTestCardsResponse } from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { testCardsOf } from '../messages/test-cards.ts';

/** Lists cards with which a sale can be tried where no real money moves. */
export const listTestCards =
  (ctx: PaymentContext): Rpc<ListTestCardsRequest, ListTestCardsResponse> =>
  async () => ({ cards: testCardsOf(ctx.desk?.isTest === true) });
