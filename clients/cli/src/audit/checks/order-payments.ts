import { type Books, grace } from '../books.ts';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { sideBySide } from '../side-by-side.ts';

interface OrderRow {
  key: string;
  settled: boolean;
  /** What its payments must name as well: café, currency, number and business day. */
  identity: string;
  status: string;
  payment_status: string;
  total: bigint;
  paid: bigint;
  authorized: bigint;
  refunded: bigint;
  has_lines: boolean;
}

interface PaymentRow {
  key: string;
  settled: boolean;
  identities: string[];
  paid: bigint;
  authorized: bigint;
  refunded: bigint;
}

const orders = `select order_id::text as key, update_time < ${grace} as settled,
    concat_ws(' ', cafe_id, currency, number, business_day) as identity, status, payment_status, total, paid, authorized,
    refunded, total > 0 or exists (select from order_line l where l.order_id = o.order_id) as has_lines
  from "order" o order by order_id`;

/** Bills are no orders: bill-payments is about them. Money that came for a payment that was over is no part of its order; neither is what was given back of it. */
const payments = `select order_id::text as key, bool_and(update_time < ${grace}) as settled,
    array_agg(distinct concat_ws(' ', cafe_id, currency_code, order_number, business_day)) as identities,
    coalesce(sum(amount) filter (where status = 'CAPTURED'), 0)::bigint as paid,
    coalesce(sum(amount) filter (where status not in ('CAPTURED', 'FAILED', 'CANCELLED') and is_authorized), 0)::bigint as authorized,
    coalesce(sum(refunded) filter (where status = 'CAPTURED'), 0)::bigint as refunded
  from payment where cafe_id is not null group by order_id order by order_id`;

/** Every order has the payments that its status claims, and every payment has its order. */
export const orderPayments: Check = {
  name: 'order-payments',
  rule: 'Every order has the payments that its status claims, and every payment has its order, of the same café, number and day.',
  async *run(books: Books): AsyncGenerator<Finding> {
    const both = sideBySide(
      books.pages<OrderRow>('order', orders),
      books.pages<PaymentRow>('payment', payments),
    );
    for await (const { key, left: order, right: payment } of both) {
      const subject = `order ${key}`;
      if (order?.settled === false || payment?.settled === false) yield 'young';
      else if (!order) yield { subject, problem: `does not exist, and its payments took ${payment?.paid}` };
      else yield judge(subject, problemsOf(order, payment));
    }
  },
};

function problemsOf(order: OrderRow, payment: PaymentRow | undefined): (string | false | undefined)[] {
  const paid = payment?.paid ?? 0n;
  const given = payment?.refunded ?? 0n;
  const strange = payment?.identities.find((identity) => identity !== order.identity);
  const expected = claim(order);
  return [
    differs('says paid', order.paid, paid),
    differs('says authorised', order.authorized, payment?.authorized ?? 0n),
    // A tip that was given back counts up to what was taken for the order.
    differs('says given back', order.refunded, given < paid ? given : paid),
    order.status === 'COMPLETED' &&
      paid < order.total &&
      `is completed, and ${paid} of ${order.total} were taken`,
    differs('is', order.payment_status, expected),
    strange !== undefined && `is ${order.identity}, a payment of it says ${strange}`,
  ];
}

/** What an order's payment status must be by its own money. */
function claim({ total, paid, authorized, refunded, has_lines }: OrderRow): string {
  if (!has_lines && paid + authorized === 0n) return 'UNPAID';
  if (refunded > 0n) return refunded >= paid ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (paid >= total) return 'PAID';
  if (paid + authorized >= total) return 'AUTHORIZED';
  return paid + authorized > 0n ? 'PARTIALLY_PAID' : 'UNPAID';
}
