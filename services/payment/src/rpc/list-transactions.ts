import type { Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { cutPage, decodePage } from '@sippy/kit/page';
import { invalidField } from '@sippy/kit/refusal';
import { PaymentStatus, Tender } from '@sippy/proto/payment/v1/payment';
import type {
  ListTransactionsRequest,
  ListTransactionsResponse,
} from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { transactionMessage } from '../messages/answers.ts';
import { listTransactions as read, type TransactionFilter } from '../store/transactions.ts';

/** Lists the money movements of a café, newest first. */
export const listTransactions =
  (ctx: PaymentContext): Rpc<ListTransactionsRequest, ListTransactionsResponse> =>
  async (request, call) => {
    const filter = filterOf(request);
    const list = `transactions ${JSON.stringify({ ...filter, fromTime: filter.fromTime?.getTime(), toTime: filter.toTime?.getTime() })}`;
    const page = decodePage(request.page, list, ['time', 'uuid']);
    const found = await read(ctx.prisma, call.scope, filter, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.time, row.id]);
    return { transactions: rows.map(transactionMessage), pageInfo: { nextPageToken } };
  };

function filterOf(request: ListTransactionsRequest): TransactionFilter {
  const { fromTime, toTime } = request;
  if (fromTime && toTime && fromTime >= toTime) throw invalidField('to_time', 'must be later than from_time');
  return {
    cafeId: request.cafeId,
    fromTime,
    toTime,
    tender: nameOf(Tender, request.tender),
    statuses: request.statuses.flatMap((status) => nameOf(PaymentStatus, status) ?? []),
    orderId: request.orderId || undefined,
    receiptNumber: request.receiptNumber || undefined,
    businessDay: request.businessDay || undefined,
    refundsOnly: request.refundsOnly,
  };
}
