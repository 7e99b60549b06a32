import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import { invalidField } from '@sippy/kit/refusal';
import { PaymentStatus, RefundStatus, Tender, type Transaction } from '@sippy/proto/payment/v1/payment';
import type {
  ListTransactionsRequest,
  ListTransactionsResponse,
} from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import type { PaymentState, RefundState } from '../domain/payment-state.ts';
import {
  listTransactions as read,
  type TransactionFilter,
  type TransactionRow,
} from '../store/transactions.ts';

/** Lists the money movements of a café, newest first. */
export const listTransactions =
  (ctx: PaymentContext): Rpc<ListTransactionsRequest, ListTransactionsResponse> =>
  async (request, call) => {
    const filter = filterOf(request);
    const list = `transactions ${JSON.stringify({ ...filter, fromTime: filter.fromTime?.getTime(), toTime: filter.toTime?.getTime() })}`;
    const page = decodePage(request.page, list, ['time', 'uuid']);
    const found = await read(ctx.prisma, call.scope, filter, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.time, row.id]);
    return { transactions: rows.map(transactionOf), pageInfo: { nextPageToken } };
  };

const states = Object.fromEntries(
  (['PENDING', 'REQUIRES_ACTION', 'UNKNOWN', 'AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED'] as const).map(
    (state) => [PaymentStatus[state], state],
  ),
) as Partial<Record<PaymentStatus, PaymentState>>;

function filterOf(request: ListTransactionsRequest): TransactionFilter {
  const { fromTime, toTime } = request;
  if (fromTime && toTime && fromTime >= toTime) throw invalidField('to_time', 'must be later than from_time');
  return {
    cafeId: request.cafeId,
    fromTime,
    toTime,
    tender: request.tender === Tender.CASH ? 'CASH' : request.tender === Tender.CARD ? 'CARD' : undefined,
    statuses: request.statuses.flatMap((status) => states[status] ?? []),
    orderId: request.orderId || undefined,
    receiptNumber: request.receiptNumber || undefined,
    businessDay: request.businessDay || undefined,
    refundsOnly: request.refundsOnly,
  };
}

function transactionOf({ id, time, payment, refund }: TransactionRow): Transaction {
  const money = (minor: bigint) => ({ currencyCode: payment.currency_code, minor });
  return {
    transactionId: id,
    paymentId: payment.payment_id,
    orderId: payment.order_id,
    orderNumber: payment.order_number,
    isRefund: refund !== undefined,
    tender: payment.tender === 'CASH' ? Tender.CASH : Tender.CARD,
    paymentStatus: PaymentStatus[payment.status as PaymentState],
    refundStatus: refund ? RefundStatus[refund.status as RefundState] : RefundStatus.UNSPECIFIED,
    amount: money(refund ? -refund.amount : payment.amount),
    tip: money(refund ? 0n : payment.tip),
    total: money(refund ? -refund.amount : payment.amount + payment.tip + payment.rounding),
    receiptNumber: payment.receipt_number ?? '',
    businessDay: payment.business_day,
    transactionTime: time,
    actorId: refund ? refund.actor_id : payment.actor_id,
  };
}
