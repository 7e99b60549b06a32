import { OrderStatus } from '@sippy/proto/web/order/v1/order';
import { PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import type { Sippy } from '@sippy/sdk';

/** What Sippy has of one café's business day. */
export interface DayTally {
  receipts: number;
  lines: number;
  takenMinor: bigint;
}

/** Orders of a café that are handed over, by id, page after page. */
export async function* completedOrders(sippy: Sippy, cafeId: string, businessDay: string) {
  for (let pageToken = ''; ; ) {
    const { orders, pageInfo } = await sippy.order.listCafeOrders({
      cafeId,
      businessDay,
      statuses: [OrderStatus.COMPLETED],
      page: { pageSize: 200, pageToken },
    });
    yield* orders;
    pageToken = pageInfo?.nextPageToken ?? '';
    if (pageToken === '') return;
  }
}

/** Counts what was handed over on a day and adds up the money that its payments took. */
export async function tallyDay(
  sippy: Sippy,
  cafeId: string,
  businessDay: string,
  takenByOrder: ReadonlyMap<string, bigint>,
): Promise<DayTally> {
  const tally: DayTally = { receipts: 0, lines: 0, takenMinor: 0n };
  for await (const order of completedOrders(sippy, cafeId, businessDay)) {
    tally.receipts += 1;
    tally.lines += order.lines.length;
    tally.takenMinor += takenByOrder.get(order.orderId) ?? 0n;
  }
  return tally;
}

/** What was taken for each order of a café, before anything was given back, from its money movements. */
export async function takenByOrder(sippy: Sippy, cafeId: string): Promise<Map<string, bigint>> {
  const taken = new Map<string, bigint>();
  for (let pageToken = ''; ; ) {
    const { transactions, pageInfo } = await sippy.payment.listTransactions({
      cafeId,
      statuses: [PaymentStatus.CAPTURED],
      page: { pageSize: 200, pageToken },
    });
    for (const { orderId, amount, isRefund } of transactions)
      if (!isRefund) taken.set(orderId, (taken.get(orderId) ?? 0n) + (amount?.minor ?? 0n));
    pageToken = pageInfo?.nextPageToken ?? '';
    if (pageToken === '') return taken;
  }
}
