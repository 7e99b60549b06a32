import { grace } from '../books.ts';
import { type Check, type Finding, judge } from '../check.ts';
import { sideBySide } from '../side-by-side.ts';

interface OrderRow {
  key: string;
  settled: boolean;
}

interface AccountRow {
  key: string;
  settled: boolean;
  under_way: bigint;
  kept: bigint;
}

const cancelled = `select order_id::text as key, update_time < ${grace} as settled
  from "order" where status = 'CANCELLED' order by order_id`;

/** Money that is set aside for a refund under way is looked after by payment-horizon. */
const closed = `select a.order_id::text as key, a.update_time < ${grace} as settled,
    count(p) filter (where p.status not in ('CAPTURED', 'FAILED', 'CANCELLED')) as under_way,
    coalesce(sum(p.captured - p.refunded - p.refunding), 0)::bigint as kept
  from payable a left join payment p using (order_id)
  where a.closed_time is not null group by a.order_id order by a.order_id`;

/** The payment service knows which orders are cancelled, takes nothing for them and keeps nothing. */
export const cancelledOrders: Check = {
  name: 'cancelled-orders',
  rule: 'Payments know which orders are cancelled, take nothing for them and keep nothing of them.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(
      books.pages<OrderRow>('order', cancelled),
      books.pages<AccountRow>('payment', closed),
    );
    for await (const { key, left: order, right: account } of both) {
      if (order?.settled === false || account?.settled === false) yield 'young';
      else
        yield judge(`order ${key}`, [
          !account && 'is cancelled, and payments do not know',
          !order && 'takes no more payments, and is not cancelled',
          account !== undefined &&
            account.under_way > 0n &&
            `is closed, and ${account.under_way} payments go on`,
          account !== undefined && account.kept > 0n && `is closed, and ${account.kept} are kept`,
        ]);
    }
  },
};
