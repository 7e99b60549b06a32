import type { OrderStanding } from '@sippy/proto/web/payment/v1/payment';
import { grace } from '../books.ts';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { paymentFacts } from '../facts.ts';
import { newestEvents } from '../newest-events.ts';
import { grouped, sideBySide } from '../side-by-side.ts';

interface OrderRow {
  key: string;
  settled: boolean;
  standing_version: bigint;
  paid: bigint;
  authorized: bigint;
  refunded: bigint;
}

const orders = `select order_id::text as key, update_time < ${grace} as settled, standing_version, paid, authorized, refunded
  from "order" order by order_id`;

/** The order service is not told of a payment that has only begun. */
const { 'payment.initiated': _, ...heard } = paymentFacts;

/** What orders know of their payments is what a rebuild from the payments' events would give. */
export const paymentsAtOrder: Check = {
  name: 'payments-at-order',
  rule: 'What each order knows of its payments is what the newest of their events says.',
  async *run(books): AsyncGenerator<Finding> {
    const events = newestEvents(books, 'payment', heard, {
      table: 'payment',
      id: 'payment_id',
      key: 'order_id',
    });
    for await (const { key, left: order, right: facts } of sideBySide(
      books.pages<OrderRow>('order', orders),
      grouped(events),
    )) {
      // A payment without an order is a matter of order-payments.
      if (!order) continue;
      if (!order.settled || facts?.rows.some(({ settled }) => !settled)) yield 'young';
      else
        yield judge(`order ${key}`, problemsOf(order, newestOf(facts?.rows.map((row) => row.payload) ?? [])));
    }
  },
};

function newestOf(payloads: readonly { standing: OrderStanding | undefined }[]): OrderStanding | undefined {
  return payloads
    .flatMap(({ standing }) => standing ?? [])
    .reduce<OrderStanding | undefined>((a, b) => (a && a.version > b.version ? a : b), undefined);
}

/** It may have asked for a newer word than the last event, and even so its amounts are those of the last. */
function problemsOf(order: OrderRow, standing: OrderStanding | undefined): (string | undefined)[] {
  const { version = 0n, paidTotal = 0n, authorizedTotal = 0n, refundedTotal = 0n } = standing ?? {};
  return [
    order.standing_version < version
      ? `knows version ${order.standing_version} of its payments, not ${version}`
      : undefined,
    differs('knows as paid', order.paid, paidTotal),
    differs('knows as authorised', order.authorized, authorizedTotal),
    differs('knows as given back', order.refunded, refundedTotal < paidTotal ? refundedTotal : paidTotal),
  ];
}
