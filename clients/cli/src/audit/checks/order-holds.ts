import { grace } from '../books.ts';
import { type Check, type Finding, judge } from '../check.ts';

interface HoldRow {
  order_id: string;
  payment_id: string;
  lapsed: boolean;
  settled: boolean;
  agrees: boolean;
}

interface PaymentRow {
  payment_id: string;
  status: string;
  is_over: boolean;
  settled: boolean;
}

const holds = `select order_id::text, h.key as payment_id, to_timestamp(h.value::bigint / 1000.0) < ${grace} as lapsed,
    update_time < ${grace} as settled,
    held_until = (select to_timestamp(max(value::bigint) / 1000.0) from jsonb_each_text(holds)) as agrees
  from "order" cross join lateral jsonb_each_text(holds) h
  where holds <> '{}' order by order_id`;

/** These have let go of their order; one whose capture is under way may hold it again. */
const payments = `select payment_id::text, status, update_time < ${grace} as settled,
    step is null and status in ('AUTHORIZED', 'CAPTURED', 'FAILED', 'CANCELLED') as is_over
  from payment where payment_id = any ($1::uuid[])`;

const pageSize = 1000;

/** An order's lines and prices are held only while a payment is under way, and never past its lease. */
export const orderHolds: Check = {
  name: 'order-holds',
  rule: 'No payment holds an order past its lease, or after its own end.',
  async *run(books): AsyncGenerator<Finding> {
    let page: HoldRow[] = [];
    const judged = async function* (): AsyncGenerator<Finding> {
      const rows = await books.rows<PaymentRow>('payment', payments, [page.map((hold) => hold.payment_id)]);
      const found = new Map(rows.map((row) => [row.payment_id, row]));
      for (const hold of page) {
        const payment = found.get(hold.payment_id);
        const by = `is held by payment ${hold.payment_id}`;
        if (!hold.lapsed && (payment ? !payment.settled : !hold.settled)) yield 'young';
        else
          yield judge(`order ${hold.order_id}`, [
            hold.lapsed && `${by} past its lease`,
            !payment && `${by}, which does not exist`,
            payment?.is_over && `${by}, which is ${payment.status}`,
            !hold.agrees && 'does not say until when it is held',
          ]);
      }
      page = [];
    };
    for await (const hold of books.scan<HoldRow>('order', holds)) {
      page.push(hold);
      if (page.length === pageSize) yield* judged();
    }
    yield* judged();
  },
};
