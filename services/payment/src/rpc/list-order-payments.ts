import type { Rpc } from '@sippy/kit/call';
import type {
  ListOrderPaymentsRequest,
  ListOrderPaymentsResponse,
} from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { cafeOf, isBill } from '../domain/account.ts';
import { allRefundedLines, paymentMessage } from '../messages/answers.ts';
import { standingOf } from '../messages/standing.ts';

/** Lists the payments of an order, oldest first. */
export const listOrderPayments =
  (ctx: PaymentContext): Rpc<ListOrderPaymentsRequest, ListOrderPaymentsResponse> =>
  async ({ orderId }, call) => {
    const account = await ctx.accounts.find(call.scope, 'order', orderId);
    if (!account || isBill(account)) {
      call.authoriseResource(await ctx.orders.read(orderId, call));
      return { payments: [], standing: undefined, refundedLines: [] };
    }
    call.authoriseResource({ cafeId: cafeOf(account), customerId: account.customer_id });
    return {
      payments: account.payments.map((payment) => paymentMessage(payment, account.refunds)),
      standing: standingOf(account),
      refundedLines: allRefundedLines(account),
    };
  };
