import type { Rpc } from '@sippy/kit/call';
import type {
  ListBillTestCardsRequest,
  ListBillTestCardsResponse,
} from '@sippy/proto/payment/v1/bill_service';
import type { PaymentContext } from '../context.ts';
import { testCardsOf } from '../messages/test-cards.ts';

/** Lists cards with which paying can be tried where no real money moves. */
export const listBillTestCards =
  (ctx: PaymentContext): Rpc<ListBillTestCardsRequest, ListBillTestCardsResponse> =>
  async () => ({ cards: testCardsOf(ctx.desk?.isTest === true) });
