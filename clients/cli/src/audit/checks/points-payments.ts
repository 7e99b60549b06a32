import { grace } from '../books.ts';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { sideBySide } from '../side-by-side.ts';

interface SpentRow {
  key: string;
  settled: boolean;
  order_id: string;
  points: bigint;
  amount: bigint;
  given_back: bigint;
  sets: bigint;
}

interface PaidRow {
  key: string;
  settled: boolean;
  order_id: string;
  points: bigint;
  captured: bigint;
  refunded: bigint;
}

const spent = `select s.hold_id::text as key, max(h.update_time) < ${grace} as settled, min(h.order_id::text) as order_id,
    min(h.amount) as amount, min(h.given_back) as given_back,
    count(distinct s.set_id) as sets, sum(t.points)::bigint as points
  from entry_set s join hold h on h.hold_id = s.hold_id join transfer t on t.set_id = s.set_id
  where s.kind = 'REDEEM' group by s.hold_id order by s.hold_id`;

const paid = `select payment_id::text as key, update_time < ${grace} as settled, order_id::text,
    coalesce(points, 0) as points, captured, refunded
  from payment where tender = 'POINTS' and captured > 0 order by payment_id`;

/** What points paid was spent, and the other way round. */
export const pointsPayments: Check = {
  name: 'points-payments',
  rule: 'Every payment with points has exactly one REDEEM set of as many points, worth what it took, and the other way round; points are given back as its refunds are.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(books.pages<SpentRow>('loyalty', spent), books.pages<PaidRow>('payment', paid));
    for await (const { key, left: hold, right: payment } of both) {
      const subject = `payment ${key}`;
      if (hold?.settled === false || payment?.settled === false) yield 'young';
      else if (!hold) yield { subject, problem: 'took points that were not spent' };
      else if (!payment)
        yield { subject, problem: `took nothing, and ${hold.points} points were spent for it` };
      else
        yield judge(subject, [
          differs('spent points for order', hold.order_id, payment.order_id),
          differs('says that it took points', payment.points, hold.points),
          differs('took', payment.captured, hold.amount),
          differs('has REDEEM sets', hold.sets, 1n),
          differs('gave back points', hold.given_back, (hold.points * payment.refunded) / payment.captured),
        ]);
    }
  },
};
