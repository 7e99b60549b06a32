import { grace } from '../books.ts';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { sideBySide } from '../side-by-side.ts';

interface EarningRow {
  key: string;
  settled: boolean;
  order_id: string;
  paid: bigint;
  refunded: bigint;
}

interface PaymentRow {
  key: string;
  settled: boolean;
  order_id: string;
  status: string;
  paid: bigint;
  refunded: bigint;
}

const earnings = `select payment_id::text as key, update_time < ${grace} as settled, order_id::text, paid, refunded
  from earning where set_id is not null order by payment_id`;
const payments = `select payment_id::text as key, a.update_time < ${grace} as settled, p.order_id::text, p.status, a.paid,
    a.refunded
  from payment p join payable a on a.order_id = p.order_id order by payment_id`;

/** Whoever earned has paid. */
export const earningPayments: Check = {
  name: 'earning-payments',
  rule: 'Every earning has exactly one completed payment of its order, and counts as paid and given back what the order’s account does.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(
      books.pages<EarningRow>('loyalty', earnings),
      books.pages<PaymentRow>('payment', payments),
    );
    for await (const { key, left: earning, right: payment } of both) {
      if (!earning) continue;
      const subject = `order ${earning.order_id}`;
      if (!earning.settled || payment?.settled === false) yield 'young';
      else if (!payment) yield { subject, problem: `has earned, and there is no payment ${key}` };
      else
        yield judge(subject, [
          differs('has earned with a payment of', earning.order_id, payment.order_id),
          payment.status !== 'CAPTURED' && `has earned with a payment that is ${payment.status}`,
          differs('counts as paid', earning.paid, payment.paid),
          differs('counts as given back', earning.refunded, payment.refunded),
        ]);
    }
  },
};
