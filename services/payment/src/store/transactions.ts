/** A café's money movements: payments and refunds in one list, newest first. */
import { withScope } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import type { Scope } from '@sippy/kit/scope';
import type { Prisma, PrismaClient } from '../../gen/prisma/client.ts';
import type { Tender } from '../domain/account.ts';
import type { PaymentState } from '../domain/payment-state.ts';

/** What is asked for; everything left out means all. */
export interface TransactionFilter {
  cafeId: string;
  fromTime: Date | undefined;
  toTime: Date | undefined;
  tender: Tender | undefined;
  statuses: readonly PaymentState[];
  orderId: string | undefined;
  receiptNumber: string | undefined;
  businessDay: string | undefined;
  refundsOnly: boolean;
}

const ofPayment = {
  payment_id: true,
  order_id: true,
  order_number: true,
  tender: true,
  status: true,
  currency_code: true,
  amount: true,
  tip: true,
  rounding: true,
  receipt_number: true,
  business_day: true,
  payment_time: true,
  actor_id: true,
} as const satisfies Prisma.paymentSelect;

const ofRefund = {
  refund_id: true,
  status: true,
  amount: true,
  refund_time: true,
  actor_id: true,
  payment: { select: ofPayment },
} as const satisfies Prisma.refundSelect;

type PaymentPart = Prisma.paymentGetPayload<{ select: typeof ofPayment }>;
type RefundPart = Prisma.refundGetPayload<{ select: typeof ofRefund }>;

/** One movement: a payment, or a refund of one. */
export interface TransactionRow {
  id: string;
  time: Date;
  payment: PaymentPart;
  refund: RefundPart | undefined;
}

/** The movements after the page's key (time, id), one more than the page holds where there are more. */
export async function listTransactions(
  prisma: PrismaClient,
  scope: Scope,
  filter: TransactionFilter,
  page: Page<readonly ['time', 'uuid']>,
): Promise<TransactionRow[]> {
  const [time, id] = page.after ?? [];
  const from = time && id ? { time, id } : undefined;
  const take = page.size + 1;
  const [payments, refunds] = await withScope(scope, async () => [
    filter.refundsOnly ? [] : await paymentsOf(prisma, filter, from, take),
    await refundsOf(prisma, filter, from, take),
  ]);
  const rows: TransactionRow[] = [
    ...payments.map((p) => ({ id: p.payment_id, time: p.payment_time, payment: p, refund: undefined })),
    ...refunds.map((r) => ({ id: r.refund_id, time: r.refund_time, payment: r.payment, refund: r })),
  ];
  return rows.sort(newestFirst).slice(0, take);
}

function newestFirst(a: TransactionRow, b: TransactionRow): number {
  const byTime = b.time.getTime() - a.time.getTime();
  if (byTime !== 0) return byTime;
  return a.id < b.id ? 1 : -1;
}

interface From {
  time: Date;
  id: string;
}

function paymentsOf(prisma: PrismaClient, filter: TransactionFilter, from: From | undefined, take: number) {
  return prisma.payment.findMany({
    select: ofPayment,
    where: {
      cafe_id: filter.cafeId,
      ...paymentWhere(filter),
      payment_time: within(filter),
      ...(from && {
        OR: [{ payment_time: { lt: from.time } }, { payment_time: from.time, payment_id: { lt: from.id } }],
      }),
    },
    orderBy: [{ payment_time: 'desc' }, { payment_id: 'desc' }],
    take,
  });
}

function refundsOf(prisma: PrismaClient, filter: TransactionFilter, from: From | undefined, take: number) {
  return prisma.refund.findMany({
    select: ofRefund,
    where: {
      cafe_id: filter.cafeId,
      refund_time: within(filter),
      payment: paymentWhere(filter),
      ...(from && {
        OR: [{ refund_time: { lt: from.time } }, { refund_time: from.time, refund_id: { lt: from.id } }],
      }),
    },
    orderBy: [{ refund_time: 'desc' }, { refund_id: 'desc' }],
    take,
  });
}

function paymentWhere(filter: TransactionFilter): Prisma.paymentWhereInput {
  return {
    ...(filter.tender && { tender: filter.tender }),
    ...(filter.statuses.length > 0 && { status: { in: [...filter.statuses] } }),
    ...(filter.orderId && { order_id: filter.orderId }),
    ...(filter.receiptNumber && { receipt_number: filter.receiptNumber }),
    ...(filter.businessDay && { business_day: filter.businessDay }),
  };
}

function within({ fromTime, toTime }: TransactionFilter): Prisma.DateTimeFilter {
  return { ...(fromTime && { gte: fromTime }), ...(toTime && { lt: toTime }) };
}
