import type { StillBooks } from './audit-books.ts';
import { type Damage, lateBy, miscount, sql } from './audit-damage.ts';

/** Whatever can be wrong with payments, by themselves and beside their orders. */
export const paymentDamages: readonly Damage[] = [
  sql(
    'payment-accounts',
    'an account has received more than its payments',
    /were taken, by its payments/,
    ['payment.payable'],
    'update payable set received = received + 1 where order_id = $1',
    'paid',
  ),
  sql(
    'payment-tenders',
    'cash less change is not what was taken',
    /is not/,
    ['payment.payment'],
    'update payment set change = change + 1 where order_id = $1',
    'paid',
  ),
  sql(
    'payment-tenders',
    'a payment took more than it says',
    /took/,
    ['payment.payment'],
    'update payment set rounding = rounding + 1 where order_id = $1',
    'paid',
  ),
  sql(
    'payment-refunds',
    'more is given back than was taken',
    /gives back/,
    ['payment.refund'],
    'update refund set amount = amount * 100 where order_id = $1',
    'refunded',
  ),
  sql(
    'payment-refunds',
    'a refund is lost',
    /its refunds 0/,
    ['payment.refund'],
    'delete from refund where order_id = $1',
    'refunded',
  ),
  sql(
    'refund-lines',
    'more units of a line are given back than were sold',
    /units of 1 are given back/,
    ['payment.refund'],
    `update refund set lines = jsonb_set(lines, '{0,quantity}', '2') where order_id = $1`,
    'refunded',
  ),
  sql(
    'receipt-numbers',
    'a receipt has no number',
    /no receipt/,
    ['payment.payment'],
    'update payment set receipt_number = null where order_id = $1',
    'paid',
  ),
  sql(
    'receipt-numbers',
    'a receipt has the number of another order',
    /for the order/,
    ['payment.payment'],
    `update payment set receipt_number = 'A999' where order_id = $1`,
    'paid',
  ),
  sql(
    'payment-horizon',
    'a payment is UNKNOWN for too long',
    /is UNKNOWN since/,
    ['payment.payment'],
    `update payment set status = 'UNKNOWN', create_time = ${lateBy} where order_id = $1 and tender = 'CARD'`,
    'split',
  ),
  sql(
    'payment-horizon',
    'nobody looks after a payment',
    /nobody looks after/,
    ['payment.payment'],
    `update payment set check_time = null where order_id = $1 and tender = 'CARD'`,
    'split',
  ),
  sql(
    'payment-horizon',
    'a payment is not looked after in time',
    /was to be looked after/,
    ['payment.payment'],
    `update payment set check_time = ${lateBy} where order_id = $1 and tender = 'CARD'`,
    'split',
  ),
  {
    check: 'order-payments',
    wrong: 'an order claims a payment status that its money does not bear out',
    says: /PARTIALLY_REFUNDED, not PAID/,
    tables: ['order.order', 'order.event'],
    damage: (books) =>
      miscount(books, books.sold.paid, `payment_status = 'PARTIALLY_REFUNDED'`, (state) => {
        state.paymentStatus = 'PAYMENT_STATUS_PARTIALLY_REFUNDED';
      }),
  },
  sql(
    'order-payments',
    'a payment is of another café than its order',
    /a payment of it says/,
    ['payment.payment'],
    'update payment set cafe_id = gen_random_uuid() where order_id = $1',
    'paid',
  ),
  {
    check: 'order-payments',
    wrong: 'a payment has no order',
    says: /does not exist, and its payments took/,
    tables: ['payment.payable', 'payment.payment', 'payment.event'],
    damage: ({ write, sold }) =>
      write(
        'payment',
        `with ids as materialized (select gen_random_uuid() as order_id, gen_random_uuid() as payment_id),
         account as (insert into payable select (jsonb_populate_record(p, jsonb_build_object('order_id', i.order_id))).*
           from payable p, ids i where p.order_id = '${sold.paid}'),
         paid as (insert into payment select (jsonb_populate_record(p, jsonb_build_object('order_id', i.order_id, 'payment_id',
           i.payment_id, 'request_key', i.payment_id, 'business_day', '2001-01-01'))).* from payment p, ids i where p.order_id = '${sold.paid}')
         insert into event overriding system value
           select (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(), 'aggregate_id', i.payment_id, 'position', -1,
             'time', now() - interval '1 year'))).* from event e, ids i
           where e.aggregate_id = (select payment_id from payment where order_id = '${sold.paid}')`,
      ),
  },
  sql(
    'cancelled-orders',
    'payments do not know that an order is cancelled',
    /do not know/,
    ['payment.payable'],
    'update payable set closed_time = null where order_id = $1',
    'cancelled',
  ),
  sql(
    'cancelled-orders',
    'payments believe an order to be cancelled',
    /is not cancelled/,
    ['payment.payable'],
    'update payable set closed_time = now() where order_id = $1',
    'paid',
  ),
  {
    check: 'order-holds',
    wrong: 'an order is held by a payment that has ended',
    says: /which is CAPTURED/,
    tables: ['order.order'],
    damage: (books) => hold(books, "interval '10 minutes'"),
  },
  {
    check: 'order-holds',
    wrong: 'a hold outlives its lease',
    says: /past its lease/,
    tables: ['order.order'],
    damage: (books) => hold(books, "interval '-1 hour'"),
  },
];

/** Holds the order that was paid in cash by its payment, from now on for some time. */
async function hold({ write, sold }: StillBooks, lease: string) {
  const [payment] = await write('payment', 'select payment_id from payment where order_id = $1', [sold.paid]);
  await write(
    'order',
    `with lease as (select floor(extract(epoch from now() + ${lease}) * 1000) as ms)
     update "order" set holds = jsonb_build_object($2::text, ms::bigint), held_until = to_timestamp(ms / 1000.0)
     from lease where order_id = $1`,
    [sold.paid, payment?.payment_id],
  );
}
