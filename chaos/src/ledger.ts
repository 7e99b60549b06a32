import type { Databases } from './databases.ts';

/** One sale as its till has written it down: what it asked for, and every answer it got. */
export interface Sale {
  cafeId: string;
  /** The orders it has asked for: one, unless the till forgets its request. */
  orderIds: string[];
  placeRequestId: string;
  payRequestId: string;
  lines: { productId: string; variantId: string; quantity: number }[];
  /** Answer to placing. */
  placed?: { orderId: string; number: string; total: bigint };
  /** Answer to paying. */
  paid?: { paymentId: string; receiptNumber: string; amount: bigint };
  /** When that came, in epoch milliseconds. */
  paidAt?: number;
}

/** What differs between the tills' ledger and the databases; every list should be empty. */
export interface Difference {
  /** Acknowledged, but not there or not as it was acknowledged. */
  lost: string[];
  /** There more often than it was asked for. */
  doubled: string[];
  /** Begun and neither finished nor undone: money without its order's knowing, paid orders the kitchen has not got. */
  halfDone: string[];
}

interface OrderRow {
  order_id: string;
  number: string;
  total: bigint;
  payment_status: string;
}

interface PaymentRow {
  order_id: string;
  payment_id: string;
  receipt_number: string;
  captured: bigint;
}

/** Compares the tills' ledger with the databases of order, payment and kitchen. */
export async function compareLedger(
  databases: Databases,
  sales: readonly Sale[],
  cafeIds: readonly string[],
): Promise<Difference> {
  const [orders, payments, tickets] = await Promise.all([
    databases.rows<OrderRow>(
      'order',
      'select order_id, number, total, payment_status::text from "order" where cafe_id = any ($1)',
      [cafeIds],
    ),
    databases.rows<PaymentRow>(
      'payment',
      `select order_id, payment_id, receipt_number, captured from payment where cafe_id = any ($1) and status = 'CAPTURED'`,
      [cafeIds],
    ),
    databases.rows<{ order_id: string }>('kitchen', 'select order_id from ticket where cafe_id = any ($1)', [
      cafeIds,
    ]),
  ]);
  const orderOf = new Map(orders.map((order) => [order.order_id, order]));
  const paymentsOf = Map.groupBy(payments, (payment) => payment.order_id);
  const ticketsOf = Map.groupBy(tickets, (ticket) => ticket.order_id);
  const difference: Difference = { lost: [], doubled: [], halfDone: [] };
  for (const sale of sales) compareSale(sale, orderOf, paymentsOf, difference);
  const asked = new Set(sales.flatMap((sale) => sale.orderIds));
  for (const { order_id } of orders)
    if (!asked.has(order_id)) difference.doubled.push(`order ${order_id} was asked for by no till`);
  for (const [orderId, taken] of paymentsOf) {
    const order = orderOf.get(orderId);
    if (taken.length > 1) difference.doubled.push(`order ${orderId} is paid ${taken.length} times`);
    if (order?.payment_status !== 'PAID')
      difference.halfDone.push(
        `order ${orderId} has its payment but says ${order?.payment_status ?? 'nothing'}`,
      );
    const made = ticketsOf.get(orderId)?.length ?? 0;
    if (made === 0) difference.halfDone.push(`order ${orderId} is paid but the kitchen has no ticket`);
    if (made > 1) difference.doubled.push(`order ${orderId} has ${made} tickets`);
  }
  return difference;
}

function compareSale(
  { orderIds, placed, paid }: Sale,
  orderOf: ReadonlyMap<string, OrderRow>,
  paymentsOf: ReadonlyMap<string, PaymentRow[]>,
  difference: Difference,
): void {
  const made = orderIds.filter((id) => orderOf.has(id));
  if (made.length > 1) difference.doubled.push(`one sale has ${made.length} orders: ${made.join(', ')}`);
  if (!placed) return;
  const order = orderOf.get(placed.orderId);
  if (order?.number !== placed.number || order.total !== placed.total)
    difference.lost.push(`order ${placed.orderId} was acknowledged as ${placed.number}, ${placed.total}`);
  if (!paid) return;
  const same = paymentsOf
    .get(placed.orderId)
    ?.some(
      (one) =>
        one.payment_id === paid.paymentId &&
        one.receipt_number === paid.receiptNumber &&
        one.captured === paid.amount,
    );
  if (!same) difference.lost.push(`payment ${paid.paymentId} was acknowledged as ${paid.receiptNumber}`);
}
