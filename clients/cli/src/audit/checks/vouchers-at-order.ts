import { grace } from '../books.ts';
import { type Check, type Finding, judge } from '../check.ts';
import { sideBySide } from '../side-by-side.ts';

interface HeldRow {
  key: string;
  settled: boolean;
  status: string;
}

interface CarriedRow {
  key: string;
  settled: boolean;
  is_closed: boolean;
  is_paid: boolean;
}

const held = `select voucher_id::text || ' on order ' || order_id::text as key, update_time < ${grace} as settled, status
  from voucher where order_id is not null order by voucher_id, order_id`;

/** An order that costs nothing is never paid: the loyalty service looks at it now and then. */
const carried = `select (d ->> 'voucherId') || ' on order ' || o.order_id::text as key, o.update_time < ${grace} as settled,
    o.status = 'CANCELLED' or o.payment_status = 'REFUNDED' as is_closed, o.payment_status = 'PAID' and o.paid > 0 as is_paid
  from "order" o cross join lateral jsonb_array_elements(o.discounts) d
  where d ? 'voucherId' order by (d ->> 'voucherId')::uuid, o.order_id`;

/** What is locked to an order or was used on it is there, and the other way round. */
export const vouchersAtOrder: Check = {
  name: 'vouchers-at-order',
  rule: 'Every voucher that is locked to an order or was used is on exactly that order, and on no other that is open or paid; the voucher of a paid order is used, and none is locked to an order that was given up.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(books.pages<HeldRow>('loyalty', held), books.pages<CarriedRow>('order', carried));
    for await (const { key, left: voucher, right: order } of both) {
      const subject = `voucher ${key}`;
      if (voucher?.settled === false || order?.settled === false) yield 'young';
      else if (!order) yield { subject, problem: 'the order does not have it' };
      else if (!voucher)
        yield order.is_closed ? 'right' : { subject, problem: 'it is not locked to the order' };
      else
        yield judge(subject, [
          voucher.status === 'APPLIED' && order.is_paid && 'the order is paid, and it is not used',
          voucher.status === 'APPLIED' && order.is_closed && 'the order was given up, and it is locked',
        ]);
    }
  },
};
